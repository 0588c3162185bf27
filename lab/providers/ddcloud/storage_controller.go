package main

import (
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"

	"plumbline/lab/providers/ddcloud/cloudcontrol"
)

func storageController() *schema.Resource {
	return &schema.Resource{
		SchemaVersion: 1,
		CreateContext: operation(createStorageController),
		ReadContext:   operation(readStorageController),
		UpdateContext: operation(updateStorageController),
		DeleteContext: operation(deleteStorageController),
		Importer:      importable(brokenImport),
		Schema: map[string]*schema.Schema{
			"server":          replacing(required(schema.TypeString)),
			"scsi_bus_number": replacing(required(schema.TypeInt)),
			"adapter_type":    replacing(defaulting(optional(schema.TypeString), "LSI_LOGIC_PARALLEL")),
			"disk":            disks(),
		},
	}
}

// createStorageController adopts the controller of bus 0 and adds any other one. It never stops the server: on a
// running one, the refusal of addScsiController is lost, as published, and the controller is not found afterwards.
func createStorageController(data *schema.ResourceData, cloud *connection) error {
	server, err := serverOf(data, cloud)
	if err != nil {
		return err
	}
	bus := number(data, "scsi_bus_number")
	if bus != 0 {
		_ = cloud.whileBusy(fmt.Sprintf("add SCSI controller %d to server %s", bus, server.ID), func() error {
			return cloud.AddSCSIController(server.ID, text(data, "adapter_type"), bus)
		})
		if _, err := serverOf(data, cloud); err != nil {
			return err
		}
		if server, err = cloud.WaitForServer(server.ID, serverChangeTimeout); err != nil {
			return err
		}
	}
	index := slices.IndexFunc(server.SCSIControllers, func(one cloudcontrol.SCSIController) bool { return one.BusNumber == bus })
	if index < 0 {
		return fmt.Errorf("server %s has no SCSI controller on bus %d", server.ID, bus)
	}
	controller := server.SCSIControllers[index]
	data.SetId(controller.ID)
	if len(configuredDisks(data)) == 0 {
		return data.Set("disk", diskAttributes(disksOf(controller)))
	}
	return workOnController(data, cloud)
}

func readStorageController(data *schema.ResourceData, cloud *connection) error {
	server, err := cloud.Server(text(data, "server"))
	if err != nil {
		return err
	}
	controller := controllerOf(server, data.Id())
	if controller == nil {
		data.SetId("")
		return nil
	}
	return data.Set("disk", diskAttributes(disksOf(*controller)))
}

func updateStorageController(data *schema.ResourceData, cloud *connection) error {
	server, err := cloud.Server(text(data, "server"))
	if err != nil {
		return err
	}
	controller := controllerOf(server, data.Id())
	if controller == nil {
		data.SetId("")
		return nil
	}
	if len(configuredDisks(data)) == 0 {
		return data.Set("disk", diskAttributes(disksOf(*controller)))
	}
	return workOnController(data, cloud)
}

// deleteStorageController removes the disks first. A server's last disk stays, and so does its controller: both are
// forgotten.
func deleteStorageController(data *schema.ResourceData, cloud *connection) error {
	owner := controllerDisks(data, cloud)
	controllers, err := owner.read()
	if err != nil {
		return err
	}
	if err := owner.remove(disksOf(controllers...)); err != nil {
		return err
	}
	if controllers, err = owner.read(); err != nil {
		return err
	}
	if len(controllers[0].Disks) > 0 {
		return nil
	}
	err = cloud.whileBusy("remove SCSI controller "+data.Id(), func() error { return cloud.RemoveSCSIController(data.Id()) })
	if err != nil {
		return err
	}
	_, err = cloud.WaitForServer(owner.server, serverChangeTimeout)
	return err
}

// workOnController removes, changes and adds disks, whether the server runs or not.
func workOnController(data *schema.ResourceData, cloud *connection) error {
	owner, configured := controllerDisks(data, cloud), configuredDisks(data)
	controllers, err := owner.read()
	if err != nil {
		return err
	}
	if err := checkUniqueUnits(configured); err != nil {
		return err
	}
	for i := range configured {
		configured[i].bus = controllers[0].BusNumber
	}
	work := compareDisks(configured, disksOf(controllers...))
	if work.isNothing() {
		return nil
	}
	if err := owner.remove(work.remove); err != nil {
		return err
	}
	if err := owner.modify(work.modify); err != nil {
		return err
	}
	if _, err := owner.read(); err != nil {
		return err
	}
	for _, disk := range work.add {
		if disk.Speed != provisionedIOPS {
			disk.IOPS = 0
		}
		what := fmt.Sprintf("add disk %d to SCSI controller %s", disk.SCSIID, data.Id())
		if err := cloud.whileBusy(what, func() error { return cloud.AddDisk(data.Id(), disk.Disk) }); err != nil {
			return err
		}
		if err := owner.settled(); err != nil {
			return err
		}
	}
	return nil
}

func controllerDisks(data *schema.ResourceData, cloud *connection) *disksOwner {
	return &disksOwner{
		data:          data,
		cloud:         cloud,
		server:        text(data, "server"),
		removeVersion: "2.5",
		keepsLast:     true,
		controllers: func(server *cloudcontrol.Server) ([]cloudcontrol.SCSIController, error) {
			controller := controllerOf(server, data.Id())
			if controller == nil {
				return nil, fmt.Errorf("server %s has no SCSI controller %s", server.ID, data.Id())
			}
			return []cloudcontrol.SCSIController{*controller}, nil
		},
	}
}

func controllerOf(server *cloudcontrol.Server, id string) *cloudcontrol.SCSIController {
	if server != nil {
		for _, controller := range server.SCSIControllers {
			if controller.ID == id {
				return &controller
			}
		}
	}
	return nil
}
