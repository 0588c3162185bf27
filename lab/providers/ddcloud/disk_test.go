package main

import (
	"fmt"
	"testing"

	"plumbline/lab/providers/ddcloud/cloudcontrol"
)

func one(bus, unit, sizeGB int, speed string, iops int) disk {
	return disk{bus: bus, Disk: cloudcontrol.Disk{ID: fmt.Sprintf("%d:%d", bus, unit), SCSIID: unit, SizeGB: sizeGB, Speed: speed, IOPS: iops}}
}

func places(disks []disk) string {
	text := ""
	for _, disk := range disks {
		text += " " + disk.ID
	}
	return text
}

func TestWorkOnDisks(t *testing.T) {
	ofImage, second := one(0, 0, 10, "STANDARD", 0), one(0, 1, 50, "STANDARD", 0)
	fast := one(0, 1, 50, provisionedIOPS, 300)
	cases := map[string]struct {
		configured, actual  []disk
		remove, modify, add string
	}{
		"the same":                   {[]disk{ofImage, second}, []disk{ofImage, second}, "", "", ""},
		"the same in another order":  {[]disk{second, ofImage}, []disk{ofImage, second}, "", "", ""},
		"one more":                   {[]disk{ofImage, second}, []disk{ofImage}, "", "", " "},
		"the image's not listed":     {[]disk{second}, []disk{ofImage, second}, " 0:0", "", ""},
		"grown":                      {[]disk{ofImage, one(0, 1, 60, "STANDARD", 0)}, []disk{ofImage, second}, "", " 0:1", ""},
		"faster":                     {[]disk{ofImage, fast}, []disk{ofImage, second}, "", " 0:1", ""},
		"more operations":            {[]disk{ofImage, one(0, 1, 50, provisionedIOPS, 400)}, []disk{ofImage, fast}, "", " 0:1", ""},
		"operations without meaning": {[]disk{ofImage, one(0, 1, 50, "STANDARD", 7)}, []disk{ofImage, second}, "", "", ""},
		"another bus":                {[]disk{ofImage}, []disk{ofImage, one(1, 0, 10, "STANDARD", 0)}, " 1:0", "", ""},
	}
	for title, expected := range cases {
		for i := range expected.configured {
			expected.configured[i].ID = "from a state"
		}
		work := compareDisks(expected.configured, expected.actual)
		if got := places(work.remove); got != expected.remove {
			t.Errorf("%s: removes%s, expected%s", title, got, expected.remove)
		}
		if got := places(work.modify); got != expected.modify {
			t.Errorf("%s: modifies%s, expected%s", title, got, expected.modify)
		}
		if got := places(work.add); got != expected.add {
			t.Errorf("%s: adds%q, expected%q", title, got, expected.add)
		}
	}
}

func TestDisksAreStoredByBusAndUnit(t *testing.T) {
	disks := disksOf(
		cloudcontrol.SCSIController{BusNumber: 1, Disks: []cloudcontrol.Disk{{ID: "c", SCSIID: 0}}},
		cloudcontrol.SCSIController{BusNumber: 0, Disks: []cloudcontrol.Disk{{ID: "b", SCSIID: 3}, {ID: "a", SCSIID: 1}}},
	)
	if got := places(disks); got != " a b c" {
		t.Errorf("stored as%s", got)
	}
}

func TestDisksOfAServer(t *testing.T) {
	for title, disks := range map[string][]disk{
		"two of one unit":    {one(0, 1, 10, "STANDARD", 0), one(0, 1, 20, "STANDARD", 0)},
		"one on another bus": {one(1, 0, 10, "STANDARD", 0)},
	} {
		if checkDisks(disks) == nil {
			t.Errorf("%s were accepted", title)
		}
	}
	if err := checkDisks([]disk{one(0, 0, 10, "STANDARD", 0), one(0, 1, 10, "STANDARD", 0)}); err != nil {
		t.Error(err)
	}
}
