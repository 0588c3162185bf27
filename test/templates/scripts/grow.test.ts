// @module-tag tools
// @module-tag needs/namespaces
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { renderScript } from "../../../templates/scripts/script";
import { NamespaceNode } from "../namespace-node";

/**
 * LVM and its disks as three tables in files, since device-mapper is not to be had everywhere. Disks: name, HCTL, size,
 * partitions, signature. Physical volumes: disk, group, size. Sizes in GiB. What changes something is logged.
 */
const FAKE = `
cd /run/lvm
command=$1; shift; last=\${!#}; all="$*"
disk() { awk -v name="$last" '$1 == name' disks; }
volume() { awk -v name="\${1:-$last}" '$1 == name' pvs; }
G=1073741824
case $command in
findmnt) cat root ;;
udevadm) ;;
blockdev) case $last in /dev/mapper/*) echo $(($(<lv) * G)) ;; *) disk | awk -v g=$G '{ printf "%.0f", $3 * g }' ;; esac ;;
lsblk) case $all in
  *TYPE\\ /dev/mapper*) echo lvm ;;
  *TYPE\\ /dev/*) echo part ;;
  *NAME,TYPE,HCTL*) awk '{ print $1, "disk", $2 }' disks; echo "/dev/sr0 rom 1:0:1:0"; echo "/dev/mapper/vg0-root lvm " ;;
  *) disk | awk '{ for (i = 0; i <= $4; i++) print $1 i }' ;;
  esac ;;
wipefs) disk | awk '$5 != "" { print $5 }' ;;
lvs) echo "  vg0 /dev/vg0/root" ;;
vgs) echo "  $(awk -v lv=$(<lv) '{ sum += $3 } END { print (sum - lv) * 256 }' pvs)" ;;
pvs) case $all in
  *--select*) volume "\${last#pv_name=}" | awk '{ print "  " ($2 == "-" ? "" : $2) }' ;;
  *dev_size,vg_extent_size,pv_size*) echo "  $(disk | awk -v g=$G '{ printf "%.0f", $3 * g }') 4194304 $(volume | awk -v g=$G '{ printf "%.0f", $3 * g - 4194304 }')" ;;
  *) [[ -n $(volume) ]] || exit 5 ;;
  esac ;;
*) echo "$command $all" >>log; [[ ! -e break ]] || [[ $(<break) != "$command" ]] || exit 3
  case $command in
  pvcreate) echo "$last - $(disk | awk '{ print $3 }')" >>pvs ;;
  vgextend) sed -i "s|^$last \\S*|$last $1|" pvs ;;
  pvresize) sed -i "s|^$last \\(\\S*\\) .*|$last \\1 $(disk | awk '{ print $3 }')|" pvs ;;
  lvextend) awk '{ sum += $3 } END { print sum }' pvs >lv; cp lv fs ;;
  fsadm) cp lv fs ;;
  esac ;;
esac
`;
const COMMANDS = "findmnt udevadm blockdev lsblk wipefs lvs vgs pvs pvcreate vgextend pvresize lvextend fsadm".split(
  " ",
);

describe("grow, with LVM's commands stood in for", () => {
  let node: NamespaceNode;

  beforeAll(async () => {
    node = await NamespaceNode.start();
    node.write("/run/grow.sh", renderScript("grow"));
    node.write("/run/fake-lvm", FAKE);
    for (const command of COMMANDS) {
      node.stub(command, `exec bash /run/fake-lvm ${command} "$@"`);
    }
    // df is asked about the file system of /, in bytes or for a reader
    node.stub("df", 'echo Size; [[ $* == *human* ]] && echo "$(</run/lvm/fs)G" || echo $(($(</run/lvm/fs) << 30))');
  });
  afterAll(() => node.stop());

  const table = (name: string, ...rows: string[]) =>
    node.write(`/run/lvm/${name}`, rows.map((row) => `${row}\n`).join(""));
  beforeEach(() => {
    node.must("rm -rf /run/lvm");
    table("root", "/dev/mapper/vg0-root");
    table("disks", "/dev/sda 0:0:0:0 10 2 dos", "/dev/sdb 0:0:1:0 50 0");
    table("pvs", "/dev/sda2 vg0 9");
    table("lv", "9");
    table("fs", "9");
  });

  const grow = (...disks: string[]) => {
    node.must("rm -f /run/lvm/log");
    return node.run(`bash /run/grow.sh ${disks.join(" ")}`);
  };
  const changes = () => node.run("cat /run/lvm/log").stdout;

  it("adds a blank disk to the volume group of / and grows its file system, once", () => {
    const { status, stdout, stderr } = grow("1:50");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(changes()).toBe(
      "pvcreate --yes /dev/sdb\nvgextend vg0 /dev/sdb\nlvextend --resizefs --extents +100%FREE /dev/vg0/root\n",
    );
    expect(stdout).toBe("grow: /dev/sdb added to the volume group vg0\ngrow: / grew to 59G\n");
    expect(grow("1:50")).toMatchObject({ status: 0, stdout: "", stderr: "" });
    expect(changes()).toBe("");
  });

  it("finds disks by their SCSI units, not by their names, and leaves the image's disk alone", () => {
    table("disks", "/dev/sda 2:0:3:0 20 0", "/dev/sdb 2:0:1:0 50 0", "/dev/sdc 2:0:0:0 10 2 dos");
    expect(grow("0:10", "1:50", "3:20").status).toBe(0);
    expect(changes().match(/vgextend .*/g)).toEqual(["vgextend vg0 /dev/sdb", "vgextend vg0 /dev/sda"]);
  });

  it("takes in a disk that grew", () => {
    grow("1:50");
    table("disks", "/dev/sda 0:0:0:0 10 2 dos", "/dev/sdb 0:0:1:0 80 0");
    expect(grow("1:80").stdout).toBe("grow: /dev/sdb grew\ngrow: / grew to 89G\n");
    expect(changes()).toBe("pvresize /dev/sdb\nlvextend --resizefs --extents +100%FREE /dev/vg0/root\n");
  });

  it.each(["vgextend", "lvextend"])("goes on where it broke off, at %s", (command) => {
    table("break", command);
    expect(grow("1:50")).toMatchObject({ status: 3, stderr: expect.stringContaining("ended with status 3") });
    node.must("rm /run/lvm/break");
    expect(grow("1:50")).toMatchObject({ status: 0, stderr: "" });
    expect(node.read("/run/lvm/fs")).toBe("59\n");
  });

  it("grows a file system that was left behind its volume", () => {
    grow("1:50");
    table("fs", "9");
    expect(grow("1:50").stdout).toBe("grow: the file system of / takes all of /dev/vg0/root\n");
    expect(changes()).toBe("fsadm --yes resize /dev/vg0/root\n");
  });

  it.each([
    ["with a signature", "50 0 ext4", "", "/dev/sdb at SCSI unit 1 is not blank: ext4"],
    ["with partitions", "50 2 dos", "", "/dev/sdb at SCSI unit 1 has partitions"],
    ["of another volume group", "50 0 LVM2_member", "/dev/sdb data 50", "belongs to the volume group data, not to vg0"],
    ["smaller than the plan says", "20 0", "", "/dev/sdb at SCSI unit 1 has 20 GB, the plan says 50"],
  ])("refuses a disk %s, and changes nothing", (_, disk, volume, message) => {
    table("disks", "/dev/sda 0:0:0:0 10 2 dos", `/dev/sdb 0:0:1:0 ${disk}`);
    table("pvs", "/dev/sda2 vg0 9", volume);
    const { status, stderr } = grow("1:50");
    expect(status).toBe(1);
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/\ngrow: to do: /);
    expect(changes()).toBe("");
  });

  it("says when two disks are at one unit, on two controllers", () => {
    table("disks", "/dev/sda 0:0:0:0 10 2 dos", "/dev/sdb 0:0:1:0 50 0", "/dev/sdc 1:0:1:0 50 0");
    expect(grow("1:50").stderr).toContain("more than one disk is at SCSI unit 1: /dev/sdb /dev/sdc");
  });

  it("says when / is on no logical volume", () => {
    table("root", "/dev/sda1");
    expect(grow("1:50").stderr).toContain("/ is on /dev/sda1, which is no logical volume");
  });

  it("refuses what is no disk", () => {
    for (const argument of ["1", "1:", "x:50", "1:50G"]) {
      expect(grow(argument).stderr).toContain(`"${argument}" is no UNIT:GIGABYTES`);
    }
  });

  it("waits for a disk that the platform has only just added, and says when none comes", () => {
    table("disks", "/dev/sda 0:0:0:0 10 2 dos");
    node.must("(sleep 1; echo '/dev/sdb 0:0:1:0 50 0' >>/run/lvm/disks) >/dev/null 2>&1 &");
    expect(grow("1:50")).toMatchObject({
      status: 0,
      stdout: expect.stringContaining("waiting for the disk at SCSI unit 1"),
    });
  });
});
