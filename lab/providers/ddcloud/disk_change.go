package main

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"

	"plumbline/lab/providers/ddcloud/cloudcontrol"
)

// disksOwner is a server with inline disks, or a storage controller. Both change one disk after another, store the
// disks after each, and differ where the published provider differs.
type disksOwner struct {
	data  *schema.ResourceData
	cloud *connection
	// server that has the disks.
	server string
	// controllers of the server whose disks are the owner's.
	controllers func(*cloudcontrol.Server) ([]cloudcontrol.SCSIController, error)
	// removeVersion is the API version of removeDisk.
	removeVersion string
	// keepsLast: a refusal to remove the server's last disk is ignored.
	keepsLast bool
	// losesSpeedErrors: errors while changing a speed are ignored.
	losesSpeedErrors bool
}

// read returns the current controllers.
func (owner *disksOwner) read() ([]cloudcontrol.SCSIController, error) {
	server, err := owner.cloud.Server(owner.server)
	if err != nil {
		return nil, err
	}
	if server == nil {
		owner.data.SetId("")
		return nil, fmt.Errorf("server %s has been deleted", owner.server)
	}
	return owner.controllers(server)
}

// settled waits for the end of a change and stores the disks.
func (owner *disksOwner) settled() error {
	server, err := owner.cloud.WaitForServer(owner.server, serverChangeTimeout)
	if err != nil {
		return err
	}
	return owner.store(server)
}

func (owner *disksOwner) store(server *cloudcontrol.Server) error {
	controllers, err := owner.controllers(server)
	if err != nil {
		return err
	}
	return owner.data.Set("disk", diskAttributes(disksOf(controllers...)))
}

func (owner *disksOwner) remove(disks []disk) error {
	if _, err := owner.read(); err != nil {
		return err
	}
	for _, disk := range disks {
		kept := false
		err := owner.cloud.whileBusy("remove disk "+disk.ID, func() error {
			err := owner.cloud.RemoveDisk(owner.removeVersion, disk.ID)
			if kept = owner.keepsLast && cloudcontrol.HasCode(err, cloudcontrol.ExceedsLimit, "REASON_751"); kept {
				return nil
			}
			return err
		})
		if err != nil {
			return err
		}
		if kept {
			if _, err := owner.read(); err != nil {
				return err
			}
			continue
		}
		if err := owner.settled(); err != nil {
			return err
		}
	}
	return nil
}

func (owner *disksOwner) modify(disks []disk) error {
	controllers, err := owner.read()
	if err != nil {
		return err
	}
	actual := byPlace(disksOf(controllers...))
	for _, disk := range disks {
		if err := owner.modifyOne(disk, actual[disk.place()]); err != nil {
			return err
		}
	}
	return nil
}

func (owner *disksOwner) modifyOne(disk, actual disk) error {
	if disk.SizeGB < actual.SizeGB {
		return fmt.Errorf("disk %s has %d GB and cannot shrink to %d GB: disks can only be expanded", disk.ID, actual.SizeGB, disk.SizeGB)
	}
	if disk.SizeGB > actual.SizeGB {
		if err := owner.expand(disk); err != nil {
			return err
		}
	}
	switch {
	case disk.Speed != actual.Speed:
		return owner.changeSpeed(disk)
	case disk.Speed == provisionedIOPS && disk.IOPS != actual.IOPS:
		if err := owner.cloud.ChangeDiskIOPS(disk.ID, disk.IOPS); err != nil {
			return err
		}
		return owner.settled()
	}
	return nil
}

// expand has no retry while the platform is busy, as published.
func (owner *disksOwner) expand(disk disk) error {
	owner.cloud.oneAtATime.Lock()
	err := owner.cloud.ExpandDisk(disk.ID, disk.SizeGB)
	owner.cloud.oneAtATime.Unlock()
	if err != nil {
		return err
	}
	return owner.settled()
}

func (owner *disksOwner) changeSpeed(disk disk) error {
	var iops *int
	if disk.Speed == provisionedIOPS {
		iops = &disk.IOPS
	}
	attempt := func() error { return owner.cloud.ChangeDiskSpeed(disk.ID, disk.Speed, iops) }
	if owner.losesSpeedErrors {
		owner.cloud.oneAtATime.Lock()
		_ = attempt()
		owner.cloud.oneAtATime.Unlock()
	} else if err := owner.cloud.whileBusy("change the speed of disk "+disk.ID, attempt); err != nil {
		return err
	}
	return owner.settled()
}
