import fc from "fast-check";
import ipaddr from "ipaddr.js";
import { ADDRESSES } from "./address-table.ts";

export const dotted = (n: number) => [n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255].join(".");
export const grouped = (n: bigint) =>
  n
    .toString(16)
    .padStart(32, "0")
    .replace(/.{4}\B/g, "$&:");
export const someV4 = fc.nat(0xffffffff);
export const someV6 = fc.bigInt({ min: 0n, max: (1n << 128n) - 1n });
/** Addresses of which many are special, or near to what is. */
export const someAddress = fc.oneof(
  someV4.map(dotted),
  someV6.map(grouped),
  fc
    .tuple(fc.constantFrom(...ADDRESSES), fc.integer({ min: -2, max: 2 }))
    .map(([{ address }, by]) => near(address, by)),
);

function near(address: string, by: number): string {
  const bytes = ipaddr.parse(address).toByteArray();
  const number = BigInt(`0x${Buffer.from(bytes).toString("hex")}`) + BigInt(by);
  return bytes.length === 4 ? dotted(Number(BigInt.asUintN(32, number))) : grouped(BigInt.asUintN(128, number));
}
