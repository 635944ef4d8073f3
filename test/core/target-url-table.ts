/*
 * URLs, and what becomes of their registration when nothing is allowed besides public https: a line says what they are.
 * "\u0061" stands for a letter as in JSON, "·" for a space.
 */

/** Hosts that are, or stand for, an address that is not public. */
const HOSTS_NOT_ALLOWED = String.raw`
a decimal number                      | 0 1 2130706433 167772161 3232235777 2852039166 1681915904 4294967295 2130706433.
hexadecimal                           | 0x0 0x 0x7f000001 0X7F000001 0x7F000001. 0xa9fea9fe 0xac100001 0xffffffff 0x00000000007f000001
octal                                 | 017700000001 0017700000001 00 030052000401 025177524776 00000000000000000017700000001 01200000001
two or three parts                    | 127.1 127.0.1 127.65535 127.0.65535 127.16777215 10.1 0.1 192.168.257 169.254.43518 172.16.1 0.0 224.1
parts that are hexadecimal            | 0x7f.1 0x7f.0.0.1 0x7f.0x0.0x0.0x1 127.0.0.0x1 127.0x 0x7f.0x1 0xa9.0xfe.0xa9.0xfe 0xA.0.0.1 0.0x.0.0
parts that are octal                  | 0177.0.0.1 0177.1 127.0.0.01 127.00.00.01 0300.0250.1.1 0251.0376.0251.0376 012.0.0.1 00000000177.0.0.1
parts of all kinds                    | 0x7f.0.0.01 0177.0x0.1 0x7f.0377 0xa9.254.0251.254 169.0xfea9fe 0x7F.000.0x00.01
with a dot at the end                 | 127.0.0.1. 127.1. 10.0.0.1. 169.254.169.254. 0x7f.1. 2130706433. 127.0.0.1\u3002 127.0.0.1%2e
other dots                            | 127\u30020\u30020\u30021 127\uff0e0\uff0e0\uff0e1 127\uff610\uff610\uff611 169\u3002254.169\uff0e254
other dots                            | 127%2e0%2e0%2e1 127%2E1
other digits                          | \uff11\uff12\uff17.\uff10.\uff10.\uff11 \u2460\u2461\u2466.0.0.1 1\u00b27.0.0.1 \u2081\u2080.0.0.1
other digits                          | \ud835\udfcf\ud835\udfce.0.0.1
other letters                         | 0\uff587f.1 0\u24e77f.1 0x7\uff26.1 \uff10\uff38\uff17\uff26.\uff11
escaped                               | %31%32%37.0.0.1 1%327.0.0.1 %30%78%37%66.1 %EF%BC%91%EF%BC%92%EF%BC%97.0.0.1 127%E3%80%820.0.1
with what nobody sees                 | 127.0.0\u00ad.1 1\u00ad27.0.0.1 \u200b127.0.0.1 127.0.0.1\u2060 127\ufe0f.1
IPv6                                  | [::] [::1] [0:0:0:0:0:0:0:1] [0000::0001] [::0:1] [0::1] [FE80::1] [::127.0.0.1] [::FFFF:127.0.0.1]
IPv6                                  | [::ffff:7f00:1]
IPv6 that carries IPv4                | [0:0:0:0:0:ffff:7f00:1] [::ffff:8.8.8.8] [::ffff:0:127.0.0.1] [64:ff9b::10.0.0.1] [2002:7f00:1::]
IPv6 that carries IPv4                | [2001:0:7f00:1::]
localhost                             | localhost LOCALHOST LocalHost localhost. LOCALHOST. api.localhost a.b.localhost api.localhost. x.LOCALHOST
localhost                             | _.localhost
localhost in other letters            | \uff4cocalhost \u24dbocalhost \u24c1\u24c4\u24b8\u24b6\u24c1\u24bd\u24c4\u24c8\u24c9 \ud835\udcdbocalhost
localhost in other letters            | loc\u1d43lhost local\u210dost localho\u017ft
localhost, escaped                    | %6cocalhost %6C%6F%63%61%6C%68%6F%73%74 localhost%2e local%C2%ADhost a%2elocalhost localhos%74.
localhost with what nobody sees       | local\u00adhost \u200blocalhost localhost\u2060 lo\ufe0fcalhost
localhost and other dots              | localhost\u3002 api\u3002localhost api\uff0elocalhost\uff61 a\uff61localhost
`;

/** Hosts that are none. */
const HOSTS_INVALID = String.raw`
numbers too large                     | 256.0.0.1 1.1.1.256 1.256.1 4294967296 0x100000000 040000000000 1.1.65536 1.16777216 127.0.0.1.1 1.2.3.4.5
no numbers                            | 08.0.0.1 0xg.1 1.2.3.08 a.1 foo.0x1 example.127 \u0661\u0662\u0667.0.0.1 127.0.0.1x.1
dots                                  | . .. ... .example.com example..com example.com.. 127..1 127.0.0.1.. localhost.. ..localhost \u3002 a\u3002.b
IPv6 in the wrong                     | [ [] [: [::1 ::1] [:::] [::1]] [[::1]] [1] [127.0.0.1] [::127.1] [::1.2.3.4.5] [::ffff:0x7f.0.0.1]
IPv6 in the wrong                     | [::ffff:010.0.0.1] [::256.0.0.1] [g::1] [1:2:3:4:5:6:7] [::1]x [::1].example.com ::1 [\uff1a\uff1a1]
zone ids                              | [fe80::1%eth0] [fe80::1%25eth0] [::1%25lo] [2606:4700::1%250] [fe80::1%]
letters that no host has              | exa\u0000mple.com localhost%00.example.com exa%20mple.com a%0d%0ab.com a%2fb.com a%5cb.com a%23b.com a%3fb.com
letters that no host has              | a%40127.0.0.1 a%3a80.com exa%mple.com a<b a>b a^b a|b a%25b a\u2100b
letters that no endpoint's name has   | *.example.com a,b.com a'b.com a!b a~b a$b a&b a(b) a;b a=b a\u0060b a{b} a"b a+b
no IDNA                               | xn-- xn--a xn--localhost- \u00ad \u200d a\ud800b \u2066localhost loc\u200dalhost \u2488.com
no IDNA                               | localhost\uff0fexample.com example.com\uff20127.0.0.1 a\uff1a80.com \ufffd.com
`;

const URLS_NOT_ALLOWED = `
http                                  | http://example.com/ HTTP://example.com http://93.184.216.34/ http://example.com:443/ http://127.0.0.1/
http                                  | http://localhost/
credentials                           | https://user@example.com/ https://user:pass@example.com/ https://:pass@example.com/ https://@example.com/
credentials                           | https://:@example.com/ https://a@b@example.com/ https://u%40x@example.com https://u:p@[::1]/
credentials                           | https://%40@example.com/
a host that is none                   | https://example.com@127.0.0.1/ https://example.com:443@127.0.0.1/ https://8.8.8.8@10.0.0.1
a host that is none                   | https://example.com;@x/
ports and paths of private hosts      | https://127.0.0.1:443 https://127.0.0.1:8443/x https://127.0.0.1?x https://[::1]:9000/ https://localhost:3000
ports and paths of private hosts      | https://169.254.169.254/latest/meta-data https://metadata.localhost:80/ https://10.0.0.1/@example.com
`;

const URLS_INVALID = String.raw`
no absolute URL                       | example.com /hooks //example.com ///example.com ? https https: https:/ https:// https:/// https://?
no absolute URL                       | https://:443 https://:443/ https:example.com https:/example.com/ https:///example.com https:////example.com/
no absolute URL                       | https:127.0.0.1 https:/127.0.0.1 :https://example.com 1https://example.com
another scheme                        | ftp://example.com/ ws://example.com wss://example.com/ file:///etc/passwd file://localhost/etc/passwd
another scheme                        | javascript:alert(1) javascript://example.com/ data:,x gopher://127.0.0.1:6379/_x unix:///run/x.sock
another scheme                        | blob:https://example.com/x httpss://example.com https+unix://x/ dict://127.0.0.1:11211/ ldap://127.0.0.1
another scheme                        | view-source:https://example.com
spaces                                | https://exa·mple.com/ ·https://example.com/ https://example.com/· https://example.com/a·b https://·example.com
spaces                                | https:·//example.com \u00a0https://example.com https://example.com/\u3000 https://example.com/\u2028
spaces                                | https://example.com/\ufeff https://example.com:·443/
tabs, line ends and controls          | https://example.com\t/ \thttps://example.com/ ht\ttps://example.com https://local\thost/ https://127.0.0\n.1/
tabs, line ends and controls          | https://example.com/\n https://example.com/\r\nX-A:b https:\n//example.com \u0000https://example.com/
tabs, line ends and controls          | https://example.com/\u0000 https://example.com/\u001f https://example.com/\u007f \u001bhttps://example.com/
tabs, line ends and controls          | https://exa\u0080mple.com/
backslashes                           | https://example.com\\@x/ https:\\\\127.0.0.1/ https:\\/127.0.0.1/ https:/\\127.0.0.1/
backslashes                           | https://example.com\\.x.com/ https://example.com/\\ https://x\\@127.0.0.1/ \\\\127.0.0.1\\share
fragments                             | https://example.com/#top https://example.com# https://example.com/?a#b https://example.com#@127.0.0.1/
fragments                             | https://example.com/# https://example.com/x#
ports                                 | https://example.com:0/ https://example.com:00/ https://example.com:65536/ https://example.com:99999/
ports                                 | https://example.com:-1/ https://example.com:+80/ https://example.com:80a/ https://example.com:8.0/
ports                                 | https://example.com:0x50/ https://example.com:80:80/ https://example.com::80/ https://[2606:4700::1]:x/
ports                                 | https://example.com:\uff18\uff10/
`;

const URLS_TAKEN = String.raw`
names                                 | https://example.com https://EXAMPLE.com/ https://example.com./ https://a_b.example/ https://_x.example
names                                 | https://-a.example/ https://b\u00fccher.example/ https://xn--bcher-kva.example https://fa\u00df.example/
names                                 | https://ex\u3002ample.com/ https://exa%6dple.com/ HTTPS://example.com https://intranet/ https://x--y.example
names that are like what is refused   | https://localhost.example.com/ https://notlocalhost/ https://localhost-x/ https://127.0.0.1.nip.io/
names that are like what is refused   | https://10.0.0.1.example.com https://0x7f.example/ https://1e3/ https://0b1/ https://0o17/ https://1.2.3.4x/
names that are like what is refused   | https://a1/ https://x.127.example https://0x.0xg/ https://127.0.0.-1/
names that only DNS or the hosts file can tell | https://localhost.localdomain/ https://ip6-localhost/ https://metadata.google.internal/
names that only DNS or the hosts file can tell | https://host.docker.internal/ https://printer.local/ https://kubernetes.default.svc/
ports                                 | https://example.com:1/ https://example.com:443/ https://example.com:8443/ https://example.com:65535/
ports                                 | https://example.com:/ https://example.com:00443/
paths and queries                     | https://example.com?x=1 https://example.com/hooks?x=1 https://example.com/@x https://example.com/?to=a@b
paths and queries                     | https://example.com?@127.0.0.1/ https://example.com/%23x https://example.com/%5c https://example.com/%0d%0aX:y
paths and queries                     | https://example.com//x https://example.com/../x https://example.com/\u00e9
paths and queries                     | https://example.com/http://127.0.0.1/ https://example.com/;x
public addresses                      | https://8.8.8.8/ https://8.8.8.8. https://134744072/ https://0x08080808 https://010.8.8.8/ https://1.1/
public addresses                      | https://[2606:4700:4700::1111]/ https://[2606:4700::1.1.1.1]:8443/ https://\uff18.8.8.8/
`;

export interface UrlCase {
  readonly url: string;
  readonly what: string;
}

const asHost = (host: string) => `https://${host}/`;
const long = (host: string, path = "") => ({ what: "long", url: `https://${host}/${path}` });

export const NOT_ALLOWED: readonly UrlCase[] = [...cases(URLS_NOT_ALLOWED), ...cases(HOSTS_NOT_ALLOWED, asHost)];
export const INVALID: readonly UrlCase[] = [
  { what: "empty", url: "" },
  ...cases(URLS_INVALID),
  ...cases(HOSTS_INVALID, asHost),
  long("example.com", "x".repeat(2_029)),
  ...[`${"x".repeat(64)}.example`, `${"x.".repeat(130)}example`, "\u00fc".repeat(63)].map((host) => long(host)),
];
export const TAKEN: readonly UrlCase[] = [
  ...cases(URLS_TAKEN),
  long("example.com", "x".repeat(2_028)),
  ...[`${"x".repeat(63)}.example`, `${"x.".repeat(123)}example`].map((host) => long(host)),
];

function cases(table: string, spell = (text: string) => text): UrlCase[] {
  const lines = table.split("\n").filter((line) => line.includes(" | "));
  return lines.flatMap((line) => {
    const at = line.indexOf(" | ");
    const texts = line.slice(at + 3).split(" ");
    return texts.map((text) => ({ what: line.slice(0, at).trim(), url: spell(withLetters(text)) }));
  });
}

function withLetters(text: string): string {
  return (JSON.parse(`"${text.replaceAll('"', '\\"')}"`) as string).replaceAll("·", " ");
}
