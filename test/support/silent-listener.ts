/** A TCP server whose queue is full: the kernel leaves further connections without an answer. */
export async function startSilentListener(port: number, address = "127.0.0.9") {
  const family = address.includes(":") ? "AF_INET6" : "AF_INET";
  const script = `import socket,sys
s=socket.socket(socket.${family}); s.bind(("${address}",${port})); s.listen(0)
held=[]
for n in range(4):
  c=socket.socket(socket.${family}); c.setblocking(False)
  try: c.connect(("${address}",${port}))
  except BlockingIOError: pass
  held.append(c)
print("ready",flush=True); sys.stdin.read()`;
  const child = Bun.spawn(["python3", "-c", script], { stdin: "pipe", stdout: "pipe" });
  await child.stdout.getReader().read();
  return {
    address,
    async [Symbol.asyncDispose]() {
      child.kill();
      await child.exited;
    },
  };
}
