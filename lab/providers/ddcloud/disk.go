package main

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"

	"plumbline/lab/providers/ddcloud/cloudcontrol"
)

// provisionedIOPS is the only speed that takes operations per second.
const provisionedIOPS = "PROVISIONEDIOPS"

// disks belong to a server or a storage controller: the configuration lists all of them or none.
func disks() *schema.Schema {
	return &schema.Schema{
		Type:     schema.TypeList,
		Optional: true,
		Computed: true,
		Elem: &schema.Resource{Schema: map[string]*schema.Schema{
			"id":              computed(schema.TypeString),
			"scsi_bus_number": computed(schema.TypeInt),
			"scsi_unit_id":    required(schema.TypeInt),
			"size_gb":         required(schema.TypeInt),
			"speed": upperCased(oneOf(defaulting(optional(schema.TypeString), "STANDARD"),
				"ECONOMY", "STANDARD", "HIGHPERFORMANCE", provisionedIOPS)),
			"iops": optional(schema.TypeInt),
		}},
	}
}

// disk is a configured or an existing disk.
type disk struct {
	cloudcontrol.Disk
	bus int
}

// place identifies a disk by where it is attached, before and after a change.
type place struct{ bus, unit int }

func (disk disk) place() place { return place{disk.bus, disk.SCSIID} }

func byPlace(disks []disk) map[place]disk {
	places := map[place]disk{}
	for _, disk := range disks {
		places[disk.place()] = disk
	}
	return places
}

func configuredDisks(data *schema.ResourceData) []disk {
	return readDisks(data.Get("disk").([]any))
}

func readDisks(items []any) []disk {
	var configured []disk
	for _, item := range items {
		attributes := item.(map[string]any)
		configured = append(configured, disk{
			bus: attributes["scsi_bus_number"].(int),
			Disk: cloudcontrol.Disk{
				ID:     attributes["id"].(string),
				SCSIID: attributes["scsi_unit_id"].(int),
				SizeGB: attributes["size_gb"].(int),
				Speed:  attributes["speed"].(string),
				IOPS:   attributes["iops"].(int),
			},
		})
	}
	return configured
}

// disksOf controllers, in the order in which they are stored: by bus, then by unit.
func disksOf(controllers ...cloudcontrol.SCSIController) []disk {
	var found []disk
	for _, controller := range controllers {
		for _, one := range controller.Disks {
			found = append(found, disk{Disk: one, bus: controller.BusNumber})
		}
	}
	slices.SortFunc(found, func(one, other disk) int {
		return cmp.Or(cmp.Compare(one.bus, other.bus), cmp.Compare(one.SCSIID, other.SCSIID))
	})
	return found
}

func diskAttributes(disks []disk) []any {
	attributes := make([]any, len(disks))
	for i, disk := range disks {
		attributes[i] = map[string]any{
			"id":              disk.ID,
			"scsi_bus_number": disk.bus,
			"scsi_unit_id":    disk.SCSIID,
			"size_gb":         disk.SizeGB,
			"speed":           disk.Speed,
			"iops":            disk.IOPS,
		}
	}
	return attributes
}

// diskWork turns the existing disks into the configured ones.
type diskWork struct{ remove, modify, add []disk }

func (work diskWork) isNothing() bool {
	return len(work.remove) == 0 && len(work.modify) == 0 && len(work.add) == 0
}

// compareDisks: an existing disk that is not configured is removed, the image's own included.
func compareDisks(configured, actual []disk) diskWork {
	work := diskWork{}
	places, wanted := byPlace(actual), byPlace(configured)
	for _, disk := range configured {
		found, ok := places[disk.place()]
		disk.ID = found.ID
		switch {
		case !ok:
			work.add = append(work.add, disk)
		case disk.SizeGB != found.SizeGB, disk.Speed != found.Speed,
			disk.Speed == provisionedIOPS && disk.IOPS != found.IOPS:
			work.modify = append(work.modify, disk)
		}
	}
	for _, disk := range actual {
		if _, ok := wanted[disk.place()]; !ok {
			work.remove = append(work.remove, disk)
		}
	}
	return work
}

func checkUniqueUnits(disks []disk) error {
	seen := map[int]bool{}
	for _, disk := range disks {
		if seen[disk.SCSIID] {
			return fmt.Errorf("several disks have the scsi_unit_id %d", disk.SCSIID)
		}
		seen[disk.SCSIID] = true
	}
	return nil
}
