package main

import (
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"

	"plumbline/lab/providers/ddcloud/cloudcontrol"
)

func inlineDisks(data *schema.ResourceData, cloud *connection) *disksOwner {
	return &disksOwner{
		data:             data,
		cloud:            cloud,
		server:           data.Id(),
		removeVersion:    "2.2",
		losesSpeedErrors: true,
		controllers: func(server *cloudcontrol.Server) ([]cloudcontrol.SCSIController, error) {
			return server.SCSIControllers, nil
		},
	}
}

// createDisks gives a new server its disks. Disks of the image that are not listed stay for now; the next update
// removes them.
func createDisks(data *schema.ResourceData, cloud *connection, deployed *cloudcontrol.Server) error {
	owner, configured := inlineDisks(data, cloud), configuredDisks(data)
	if len(configured) == 0 {
		return owner.store(deployed)
	}
	ids := byPlace(disksOf(deployed.SCSIControllers...))
	for i, disk := range configured {
		configured[i].ID = ids[disk.place()].ID
	}
	if err := data.Set("disk", diskAttributes(configured)); err != nil {
		return err
	}
	server, err := cloud.Server(deployed.ID)
	if err != nil {
		return err
	}
	if server == nil {
		return fmt.Errorf("no server has the id %s any more", deployed.ID)
	}
	work := compareDisks(configured, disksOf(server.SCSIControllers...))
	work.remove = nil
	if work.isNothing() {
		return nil
	}
	return stopped(cloud, server, func() error {
		if err := owner.modify(work.modify); err != nil {
			return err
		}
		return addInlineDisks(owner, work.add)
	})
}

// updateDisks removes, changes and adds disks, in this order, while the server is stopped.
func updateDisks(data *schema.ResourceData, cloud *connection) error {
	server, err := cloud.Server(data.Id())
	if err != nil {
		return err
	}
	if server == nil {
		data.SetId("")
		return fmt.Errorf("server %s has been deleted", data.Id())
	}
	owner, configured := inlineDisks(data, cloud), configuredDisks(data)
	before, _ := data.GetChange("disk")
	if len(before.([]any)) == 0 && len(configured) > 0 && len(server.SCSIControllers) > 1 {
		return fmt.Errorf("server %s has several SCSI controllers: its disks cannot be configured inline", server.ID)
	}
	if err := checkDisks(configured); err != nil {
		return err
	}
	if len(configured) == 0 {
		return owner.store(server)
	}
	work := compareDisks(configured, disksOf(server.SCSIControllers...))
	if work.isNothing() {
		return nil
	}
	return stopped(cloud, server, func() error {
		if err := owner.remove(work.remove); err != nil {
			return err
		}
		if err := owner.modify(work.modify); err != nil {
			return err
		}
		return addInlineDisks(owner, work.add)
	})
}

// addInlineDisks reads the server before each disk and uses its first controller, whatever bus that is.
func addInlineDisks(owner *disksOwner, disks []disk) error {
	for _, disk := range disks {
		if disk.Speed != provisionedIOPS {
			disk.IOPS = 0
		}
		err := owner.cloud.whileBusy(fmt.Sprintf("add disk %d to server %s", disk.SCSIID, owner.server), func() error {
			controllers, err := owner.read()
			if err != nil {
				return err
			}
			if len(controllers) == 0 {
				return errors.New("the server has no SCSI controller, so a disk is refused")
			}
			return owner.cloud.AddDisk(controllers[0].ID, disk.Disk)
		})
		if err != nil {
			return err
		}
		if err := owner.settled(); err != nil {
			return err
		}
	}
	return nil
}

func checkDisks(disks []disk) error {
	for _, disk := range disks {
		if disk.bus != 0 {
			return fmt.Errorf("disk %d is on SCSI bus %d: disks of a server are on bus 0, others belong to a ddcloud_storage_controller",
				disk.SCSIID, disk.bus)
		}
	}
	return checkUniqueUnits(disks)
}
