/* The verification of TaskFlow's documentation as it stands there, behind a server. */

const crypto = require("node:crypto");
const http = require("node:http");

function verifyWebhook(payload, signature, secret) {
  const hmac = crypto.createHmac("sha256", secret);
  hmac.update(payload);
  const expected = `sha256=${hmac.digest("hex")}`;
  return crypto.timingSafeEqual(Buffer.from(signature), Buffer.from(expected));
}

const server = http.createServer((request, response) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    const signature = request.headers["x-taskflow-signature"];
    const isGenuine = verifyWebhook(Buffer.concat(chunks), signature, "your_webhook_secret");
    response.writeHead(isGenuine ? 200 : 401).end();
  });
});

if (process.versions.bun) throw new Error("This is to be run by Node.js.");
server.listen(0, "127.0.0.1", () => console.log(`Listening on ${server.address().port}.`));
