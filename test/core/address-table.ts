/*
 * Addresses, and whether an endpoint may be there when nothing is allowed besides. A line says so of what the addresses
 * are; of a range there are the first and the last, of a public line its neighbours.
 */
const TABLE = `
# IPv4: https://www.iana.org/assignments/iana-ipv4-special-registry
refused | this network                      | 0.0.0.0 0.0.0.1 0.1.2.3 0.255.255.255
public  | beside this network               | 1.0.0.0 1.0.0.1
refused | private, 10/8                     | 10.0.0.0 10.0.0.1 10.1.2.3 10.96.0.1 10.255.255.255
public  | beside 10/8                       | 9.255.255.255 11.0.0.0
refused | carrier's NAT                     | 100.64.0.0 100.64.0.1 100.100.100.100 100.127.255.255
public  | beside the carrier's NAT          | 100.63.255.255 100.128.0.0
refused | loopback                          | 127.0.0.0 127.0.0.1 127.0.0.53 127.0.1.1 127.1.1.1 127.255.255.254 127.255.255.255
public  | beside loopback                   | 126.255.255.255 128.0.0.0
refused | link-local                        | 169.254.0.0 169.254.1.1 169.254.255.255
public  | beside link-local                 | 169.253.255.255 169.255.0.0
refused | private, 172.16/12                | 172.16.0.0 172.16.0.1 172.17.0.1 172.18.0.2 172.31.255.255
public  | beside 172.16/12                  | 172.15.255.255 172.32.0.0
refused | protocol assignments              | 192.0.0.0 192.0.0.1 192.0.0.8 192.0.0.9 192.0.0.10 192.0.0.170 192.0.0.171 192.0.0.255
refused | documentation                     | 192.0.2.0 192.0.2.1 192.0.2.255 198.51.100.0 198.51.100.255 203.0.113.0 203.0.113.255
public  | beside documentation              | 192.0.1.255 192.0.3.0 198.51.99.255 198.51.101.0 203.0.112.255 203.0.114.0
refused | AS112, which answers for private  | 192.31.196.0 192.31.196.255 192.175.48.0 192.175.48.6 192.175.48.255
public  | beside AS112                      | 192.31.195.255 192.31.197.0 192.175.47.255 192.175.49.0
refused | multicast tunnels                 | 192.52.193.0 192.52.193.255
public  | beside multicast tunnels          | 192.52.192.255 192.52.194.0
refused | relays of 6to4                    | 192.88.99.0 192.88.99.1 192.88.99.2 192.88.99.255
public  | beside the relays                 | 192.88.98.255 192.88.100.0
refused | private, 192.168/16               | 192.168.0.0 192.168.0.1 192.168.1.1 192.168.99.100 192.168.255.255
public  | beside 192.168/16                 | 192.167.255.255 192.169.0.0
refused | benchmarks                        | 198.18.0.0 198.18.0.1 198.19.255.255
public  | beside benchmarks                 | 198.17.255.255 198.20.0.0
refused | multicast                         | 224.0.0.0 224.0.0.1 224.0.0.251 232.0.0.1 233.252.0.1 239.255.255.250 239.255.255.255
public  | below multicast                   | 223.255.255.255
refused | reserved                          | 240.0.0.0 240.0.0.1 247.1.2.3 255.255.255.254
refused | broadcast                         | 255.255.255.255
public  | resolvers and the like            | 1.1.1.1 8.8.4.4 8.8.8.8 9.9.9.9 93.184.216.34 140.82.121.4

# Services of clouds that give credentials to whoever asks from inside
refused | AWS: instance, DNS, time          | 169.254.169.254 169.254.169.253 169.254.169.123 fd00:ec2::254 fd00:ec2::253 fd00:ec2::123
refused | AWS: containers, pods             | 169.254.170.2 169.254.170.23 fd00:ec2::23
refused | Azure: instance, platform         | 169.254.169.254 168.63.129.16
public  | beside Azure's platform           | 168.63.129.15 168.63.129.17
refused | Google Cloud                      | 169.254.169.254 fd20:ce::254
refused | Alibaba Cloud: instance, DNS      | 100.100.100.200 100.100.2.136 100.100.2.138
refused | Oracle Cloud, old and new         | 192.0.0.192 169.254.169.254 fd00:c1::a9fe:a9fe
refused | Tencent Cloud                     | 169.254.0.23 169.254.10.10
refused | Scaleway                          | 169.254.42.42 fd00:42::42
refused | OpenStack over IPv6               | fe80::a9fe:a9fe
refused | Kubernetes: API, DNS, local DNS   | 10.96.0.1 10.96.0.10 169.254.20.10 fd00:10:96::a
refused | Docker: bridge, Desktop           | 172.17.0.1 192.168.65.254 fd00:d0c::1

# IPv6: https://www.iana.org/assignments/iana-ipv6-special-registry
refused | unspecified                       | :: 0::0 0:0:0:0:0:0:0:0
refused | loopback                          | ::1 0:0:0:0:0:0:0:1 0000:0000:0000:0000:0000:0000:0000:0001
refused | IPv4-compatible                   | ::2 ::7f00:1 ::127.0.0.1 ::10.0.0.1 ::169.254.169.254 ::8.8.8.8 ::808:808 ::ffff:ffff
refused | IPv4-mapped                       | ::ffff:0.0.0.0 ::ffff:127.0.0.1 ::ffff:7f00:1 0:0:0:0:0:ffff:127.0.0.1 ::FFFF:10.0.0.1
refused | IPv4-mapped, of public ones too   | ::ffff:8.8.8.8 ::ffff:808:808 ::ffff:ffff:ffff ::ffff:169.254.169.254 ::ffff:a9fe:a9fe
refused | IPv4-translated                   | ::ffff:0:0 ::ffff:0:127.0.0.1 ::ffff:0:7f00:1 ::ffff:0:8.8.8.8 ::ffff:0:a9fe:a9fe
refused | NAT64                             | 64:ff9b:: 64:ff9b::7f00:1 64:ff9b::127.0.0.1 64:ff9b::a9fe:a9fe 64:ff9b::8.8.8.8 64:ff9b::ffff:ffff
refused | NAT64 of a site                   | 64:ff9b:1:: 64:ff9b:1::a00:1 64:ff9b:1::169.254.169.254 64:ff9b:1:ffff:ffff:ffff:ffff:ffff
refused | beside NAT64: nobody's            | 64:ff9a::1 64:ff9b:0:1:: 64:ff9b:2:: 64:ff9c::1
refused | discard                           | 100:: 100::1 100:0:0:1::1 100::ffff:ffff:ffff:ffff
refused | never given out, low              | ::1:0:0:0 1::2 200::1 300:1234::1 400::1 800::1 1000::1 1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff
public  | given out for the internet        | 2400:cb00::1 2606:4700:4700::1111 2620:fe::fe 2800:3f0::1 2a00:1450:4001::1 2c0f:fb50::1
public  | last 32 bits like an IPv4 address | 2606:4700::1.1.1.1 2606:4700::10.0.0.1
refused | Teredo                            | 2001:: 2001::1 2001:0:53aa:64c:0:0:f7f7:f7f7 2001:0:ffff:ffff:ffff:ffff:ffff:ffff
refused | protocol assignments              | 2001:1::1 2001:1::2 2001:1::3 2001:5::1 2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff
refused | benchmarks                        | 2001:2:: 2001:2::1 2001:2:0:ffff:ffff:ffff:ffff:ffff
refused | multicast tunnels                 | 2001:3::1 2001:3:ffff:ffff:ffff:ffff:ffff:ffff
refused | AS112                             | 2001:4:112::1 2620:4f:8000::1 2620:4f:8000:ffff:ffff:ffff:ffff:ffff
public  | beside AS112                      | 2620:4f:7fff::1 2620:4f:8001::1
refused | ORCHID, drones                    | 2001:10::1 2001:1f::1 2001:20::1 2001:2f::1 2001:30::1 2001:3f::1
public  | beside protocol assignments       | 2001:200:: 2001:500:88:200::8 2001:4860:4860::8888
refused | documentation                     | 2001:db8:: 2001:db8::1 2001:db8:ffff:ffff:ffff:ffff:ffff:ffff 3fff:: 3fff:fff:ffff::1
public  | beside documentation              | 2001:db7:ffff::1 2001:db9::1
refused | 6to4                              | 2002:: 2002:7f00:1:: 2002:7f00:1::1 2002:a00:1::1 2002:a9fe:a9fe:: 2002:c0a8:101::1 2002:808:808::1 2002:ffff:ffff::1
public  | beside 6to4                       | 2003::1
refused | never given out, high             | 4000::1 5eff::1 6000::1 8000::1 a000::1 c000::1 e000::1 f000::1 f800::1 fbff::1 fe00::1 fe7f::1
refused | segment routing                   | 5f00:: 5f00::1 5f00:ffff:ffff:ffff:ffff:ffff:ffff:ffff
refused | unique local                      | fc00:: fc00::1 fcff::1 fd00::1 fd12:3456:789a::1 fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff
refused | link-local                        | fe80:: fe80::1 FE80::1 fe80:1::1 febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff
refused | site-local                        | fec0:: fec0::1 fec0:0:0:ffff::1 feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff
refused | multicast                         | ff00:: ff01::1 ff02::1 ff02::2 ff02::fb ff05::2 ff0e::1 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff
`;

export interface AddressCase {
  readonly address: string;
  readonly what: string;
  readonly isPublic: boolean;
}

export const ADDRESSES: readonly AddressCase[] = TABLE.split("\n")
  .filter((line) => line.includes("|"))
  .flatMap((line) => {
    const [verdict, what = "", addresses = ""] = line.split("|").map((cell) => cell.trim());
    return addresses.split(" ").map((address) => ({ address, what, isPublic: verdict === "public" }));
  });

/** No addresses, though some program takes each of them for one. */
export const NO_ADDRESSES: readonly string[] = [
  ...["", " ", ".", ":", ":::", "localhost", "example.com", "1.1.1.1/32", "2606:4700::/32"],
  ...[
    "1",
    "1.1",
    "1.1.1",
    "1.1.1.1.1",
    "1.1.1.1.",
    ".1.1.1.1",
    "1..1.1",
    "1.1.1.256",
    "1.1.1.-1",
    "+1.1.1.1",
    "1e0.1.1.1",
  ],
  ...[
    "16843009",
    "0x1010101",
    "0x1.1.1.1",
    "01.1.1.1",
    "1.1.1.01",
    "0177.0.0.1",
    "00.0.0.0",
    "1.1.1.0x1",
    "0100200401",
  ],
  ...[
    " 1.1.1.1",
    "1.1.1.1 ",
    "1.1.1.1\n",
    "1.1.1.1\0",
    "1.1.1.1:80",
    "[1.1.1.1]",
    "１.１.１.１",
    "1。1。1。1",
    "١.١.١.١",
  ],
  ...[
    "fe80::1%eth0",
    "2606:4700::1%0",
    "2606:4700::1%25eth0",
    "2606:4700::1%",
    "::1%lo",
    "[2606:4700::1]",
    "2606:4700::1 ",
  ],
  ...[
    "2606:4700::1::1",
    "2606:4700:::1",
    ":2606:4700::1",
    "2606:4700::1:",
    "2606:4700::g",
    "2606:4700::00001",
    "1:2:3:4:5:6:7",
  ],
  ...[
    "2606:4700:1:2:3:4:5:6:7",
    "2606:4700::1.1.1",
    "2606:4700::256.1.1.1",
    "2606:4700::1.1.1.1.1",
    "2606:4700::1.1.1.1:1",
  ],
  ...["2606:4700::010.0.0.1", "2606:4700::0x7f.0.0.1", "2606:4700::01.1.1.1", "::0x7f.0.0.1", "::ffff:0177.0.0.1"],
];
