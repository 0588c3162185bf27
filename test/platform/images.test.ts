// @module-tag unit
import { describe, expect, it } from "vitest";
import { findImage, guestOf, IMAGES, LOGIN_USERS, newerReleaseFor } from "../../platform/images";
import { DISK_GB } from "../../platform/limits";

describe("images", () => {
  it("are found by their exact name first", () => {
    for (const image of IMAGES) {
      expect(findImage(image.name)).toBe(image);
    }
  });

  it("are found by a part of their name, the first that holds it", () => {
    expect(findImage("Ubuntu")?.name).toBe(IMAGES.find(({ name }) => name.includes("Ubuntu"))?.name);
    expect(findImage("Ubuntu 14")?.name).toBe("Ubuntu 14.04 2 CPU");
    expect(findImage("Solaris")).toBeUndefined();
  });

  it("have names of their own and a disk that the platform takes", () => {
    expect(new Set(IMAGES.map(({ name }) => name)).size).toBe(IMAGES.length);
    for (const { diskGb } of IMAGES) {
      expect(diskGb).toBeGreaterThanOrEqual(DISK_GB.least);
    }
  });
});

describe("the release of an image", () => {
  it.each([
    ["Ubuntu 14.04 2 CPU", "Ubuntu 22.04"],
    ["Debian 8 64-bit", "Debian 12"],
    ["Ubuntu 22.04 64-bit 2 CPU", undefined],
    ["Ubuntu 24.04 64-bit 2 CPU", undefined],
    ["Debian 13", undefined],
    ["Ubuntu", undefined],
    ["CentOS 7 64-bit 2 CPU", undefined],
  ])("of %s may be older than the steps: %s", (name, newer) => {
    expect(newerReleaseFor(name)).toBe(newer);
  });
});

describe("the guest of an image", () => {
  it.each([
    ["Ubuntu 22.04 64-bit 2 CPU", "debian", "ubuntu"],
    ["Debian 13 64-bit 2 CPU", "debian", "debian"],
    ["CentOS 7 64-bit 2 CPU", "redhat", "centos"],
    ["Cent OS 6", "redhat", "centos"],
    ["RedHat 6 64-bit 4 CPU", "redhat", "cloud-user"],
    ["Red Hat 7", "redhat", "cloud-user"],
    ["RHEL 9", "redhat", "cloud-user"],
    ["Oracle Linux 8", "redhat", "opc"],
    ["SLES 15", "suse", "sles"],
    ["openSUSE 15", "suse", "sles"],
  ])("called %s is of the family %s, and %s logs in there", (name, family, loginUser) => {
    expect(guestOf(name)).toEqual({ family, loginUser, isContextualised: true });
  });

  it.each(["Win2012 R2 Std 2 CPU", "Windows Server 2019", "WIN2008"])("called %s takes no SSH", (name) => {
    expect(guestOf(name)).toMatchObject({ family: "windows", isContextualised: false });
  });

  it.each(["web-base-7", "Darwin", "winter is coming", "twin", ""])("called %j is taken for Ubuntu", (name) => {
    expect(guestOf(name)).toBe(guestOf("Ubuntu"));
  });

  it("is known for every image of the library", () => {
    const known = IMAGES.map(({ name }) => [/^[A-Za-z]+/.exec(name)?.[0], guestOf(name).loginUser]);
    expect(new Set(known.map(String))).toEqual(new Set(["Ubuntu,ubuntu", "CentOS,centos", "RedHat,cloud-user"]));
  });

  it("has an account that a home can be called after", () => {
    for (const name of LOGIN_USERS) {
      expect(name).toMatch(/^[A-Za-z][a-z-]*$/);
    }
  });
});
