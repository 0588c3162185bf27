// @module-tag unit
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { archivesIn, proxySettingsIn, releaseIn } from "../../../../lab/machines/image/archive";

describe("the archives that apt is configured with", () => {
  it("are found among those of others, in apt's order", () => {
    const printed = [
      "'http://one.example/debian/dists/bookworm/InRelease' one.example_debian_dists_bookworm_InRelease 0 ",
      "'http://one.example/debian/dists/bookworm-updates/InRelease' one.example_x 0 ",
      "'http://one.example/debian-security/dists/bookworm-security/InRelease' one.example_y 0 ",
      "'https://tools.example/apt/dists/tools-bookworm/InRelease' tools.example_z 0 ",
      "'https://two.example/mirror/debian/dists/trixie/InRelease' two.example_t 0 ",
      "'https://node.example/node_20.x/dists/nodistro/InRelease' node.example_n 0 ",
    ].join("\n");
    expect(archivesIn(printed)).toEqual({
      releases: ["http://one.example/debian", "https://two.example/mirror/debian"],
      security: "http://one.example/debian-security",
    });
  });

  it("are none where only others are configured", () => {
    expect(archivesIn("'http://x.example/ubuntu/dists/jammy/InRelease' x 0\nsomething else")).toEqual({
      releases: [],
      security: undefined,
    });
  });

  it("are read without the method that apt reaches them by", () => {
    const printed = "'tor+https://one.example/debian/dists/stable/InRelease' one 0";
    expect(archivesIn(printed).releases).toEqual(["https://one.example/debian"]);
  });

  it("are told from the suite's name at any address", () => {
    const name = fc.stringMatching(/^[a-z0-9]{1,8}$/);
    fc.assert(
      fc.property(fc.constantFrom("http", "https"), name, fc.array(name, { maxLength: 3 }), (scheme, host, path) => {
        const archive = [`${scheme}://${host}.example`, ...path].join("/");
        const printed = `'${archive}/dists/trixie/InRelease' a_b 0 \n'${archive}/dists/other/InRelease' a_c 0 \n`;
        expect(archivesIn(printed).releases).toEqual([archive]);
      }),
    );
  });
});

describe("a Release file", () => {
  it("tells origin, code name and date, signed or not", () => {
    const text =
      "Origin: Debian\nLabel: Debian\nCodename: trixie\nDate: Sat, 12 Sep 2026 07:55:41 UTC\nMD5Sum:\n 0 1 x\n";
    const release = { origin: "Debian", codename: "trixie", date: "Sat, 12 Sep 2026 07:55:41 UTC" };
    expect(releaseIn(text)).toEqual(release);
    expect(releaseIn(`-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n${text}`)).toEqual(release);
  });

  it("is not what a portal answers instead", () => {
    expect(releaseIn("<html><title>Please log in</title></html>")).toBeUndefined();
  });
});

describe("the settings of apt's proxies", () => {
  it("are carried over, and no other setting is", () => {
    const dumped = [
      'APT "";',
      'Acquire::http "";',
      'Acquire::http::Proxy "http://proxy.example:3128";',
      'Acquire::HTTPS::Proxy "http://proxy.example:3128";',
      'Acquire::http::Proxy::direct.example "DIRECT";',
      'Acquire::http::Proxy-Auto-Detect "/usr/local/bin/detect";',
      'Acquire::ftp::Proxy "http://proxy.example:3128";',
      'Acquire::http::Proxy "";',
    ].join("\n");
    expect(proxySettingsIn(dumped)).toEqual([
      'Acquire::http::Proxy "http://proxy.example:3128";',
      'Acquire::HTTPS::Proxy "http://proxy.example:3128";',
      'Acquire::http::Proxy::direct.example "DIRECT";',
    ]);
  });
});
