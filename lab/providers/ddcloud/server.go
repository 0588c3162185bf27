package main

import (
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"

	"plumbline/lab/providers/ddcloud/cloudcontrol"
)

const (
	serverDeployTimeout = 30 * time.Minute
	serverChangeTimeout = 10 * time.Minute
	serverPowerTimeout  = 5 * time.Minute
	serverDeleteTimeout = 15 * time.Minute
)

func server() *schema.Resource {
	return &schema.Resource{
		SchemaVersion: 5,
		CreateContext: operation(createServer),
		ReadContext:   operation(readServer),
		UpdateContext: operation(updateServer),
		DeleteContext: operation(deleteServer),
		Importer:      importable(importServer),
		Schema: map[string]*schema.Schema{
			"name":           required(schema.TypeString),
			"description":    description(),
			"networkdomain":  replacing(required(schema.TypeString)),
			"image":          replacing(required(schema.TypeString)),
			"image_type":     oneOf(defaulting(optional(schema.TypeString), autoImage), autoImage, osImage, customerImage),
			"admin_password": sensitive(defaulting(optional(schema.TypeString), "")),
			"memory_gb":      optionalComputed(schema.TypeInt),
			"cpu_count":      optionalComputed(schema.TypeInt),
			"cores_per_cpu":  optionalComputed(schema.TypeInt),
			"cpu_speed":      optionalComputed(schema.TypeString),
			"dns_primary":    replacing(defaulting(optional(schema.TypeString), "")),
			"dns_secondary":  replacing(defaulting(optional(schema.TypeString), "")),
			"power_state": oneOf(defaulting(optional(schema.TypeString), powerDisabled),
				powerDisabled, powerAutostart, powerStart, powerShutdown, powerShutdownHard),
			"primary_network_adapter":    primaryNetworkAdapter(),
			"additional_network_adapter": list(serverNetworkAdapter()),
			"disk":                       disks(),
			"tag":                        tags(),

			"os_type":              computed(schema.TypeString),
			"os_family":            computed(schema.TypeString),
			"primary_adapter_vlan": computed(schema.TypeString),
			"primary_adapter_ipv4": computed(schema.TypeString),
			"primary_adapter_ipv6": computed(schema.TypeString),
			"public_ipv4":          computed(schema.TypeString),
			"started":              computed(schema.TypeBool),
			"backup_enabled":       computed(schema.TypeBool),
			"backup_client_urls": {
				Type: schema.TypeMap, Computed: true, Elem: &schema.Schema{Type: schema.TypeString},
			},

			"os_image_id":          removed(schema.TypeString, "use image"),
			"os_image_name":        removed(schema.TypeString, "use image"),
			"customer_image_id":    removed(schema.TypeString, "use image"),
			"customer_image_name":  removed(schema.TypeString, "use image"),
			"auto_start":           defaulting(removed(schema.TypeBool, `use power_state = "start"`), false),
			"primary_adapter_type": computed(schema.TypeString),
		},
	}
}

// createServer deploys, then notifies addresses, sets tags, and changes the disks, in this order.
func createServer(data *schema.ResourceData, cloud *connection) error {
	id, err := deployServer(data, cloud)
	if err != nil {
		return err
	}
	data.SetId(id)
	deployed, err := cloud.WaitForServer(id, serverDeployTimeout)
	if err != nil {
		return err
	}
	configured := configuredNICs(data)
	if err := storeServer(data, cloud, deployed, text(data, "networkdomain")); err != nil {
		return err
	}
	if err := data.Set("started", deployed.Started); err != nil {
		return err
	}
	if err := notifyConfiguredAddresses(cloud, deployed, configured); err != nil {
		return err
	}
	data.Partial(true)
	if err := applyTags(data, cloud, cloudcontrol.ServerAsset); err != nil {
		return err
	}
	if err := createDisks(data, cloud, deployed); err != nil {
		return err
	}
	data.Partial(false)
	return nil
}

// readServer shows drift of power in power_state itself: a server that was started and has stopped is "shutdown" now,
// and vice versa. As published, `started` keeps what the last creation, update or import has seen.
func readServer(data *schema.ResourceData, cloud *connection) error {
	found, err := cloud.Server(data.Id())
	if err != nil {
		return err
	}
	if found == nil {
		data.SetId("")
		return nil
	}
	if err := storeServer(data, cloud, found, text(data, "networkdomain")); err != nil {
		return err
	}
	err = store(data, map[string]any{
		"name":          found.Name,
		"description":   found.Description,
		"memory_gb":     found.MemoryGB,
		"cpu_count":     found.CPU.Count,
		"cores_per_cpu": found.CPU.CoresPerSocket,
		"cpu_speed":     found.CPU.Speed,
		"disk":          diskAttributes(disksOf(found.SCSIControllers...)),
		"power_state":   seenPowerState(text(data, "power_state"), found.Started),
	})
	if err != nil {
		return err
	}
	if err := readTags(data, cloud, cloudcontrol.ServerAsset); err != nil {
		return err
	}
	return readBackup(data, cloud)
}

// updateServer works in the published order: after a failure it skips the rest.
func updateServer(data *schema.ResourceData, cloud *connection) error {
	found, err := cloud.Server(data.Id())
	if err != nil {
		return err
	}
	if found == nil {
		data.SetId("")
		return nil
	}
	data.Partial(true)
	name, description := changedText(data, "name"), changedText(data, "description")
	if name != nil || description != nil {
		if err := cloud.EditServer(found.ID, name, description); err != nil {
			return err
		}
	}
	if err := reconfigure(data, cloud); err != nil {
		return err
	}
	if err := updateNICs(data, cloud, found); err != nil {
		return err
	}
	if data.HasChange("tag") {
		if err := applyTags(data, cloud, cloudcontrol.ServerAsset); err != nil {
			return err
		}
	}
	if data.HasChange("disk") {
		if err := updateDisks(data, cloud); err != nil {
			return err
		}
	}
	if data.HasChange("power_state") {
		if err := changePower(cloud, found.ID, text(data, "power_state")); err != nil {
			return err
		}
	}
	changed, err := cloud.Server(found.ID)
	if err != nil {
		return err
	}
	if changed == nil {
		return fmt.Errorf("no server has the id %s any more", found.ID)
	}
	data.Partial(false)
	return data.Set("started", changed.Started)
}

func deleteServer(data *schema.ResourceData, cloud *connection) error {
	id := data.Id()
	found, err := cloud.Server(id)
	if err != nil || found == nil {
		return err
	}
	if found.Started {
		if err := powerOff(cloud, id); err != nil {
			return err
		}
	}
	if err := cloud.whileBusy("delete server "+id, func() error { return cloud.DeleteServer(id) }); err != nil {
		return err
	}
	return cloud.WaitForNoServer(id, serverDeleteTimeout)
}

// importServer learns neither image nor network domain, as published: both force replacement unless the configuration
// ignores their changes.
func importServer(data *schema.ResourceData, cloud *connection) error {
	found, err := cloud.Server(data.Id())
	if err != nil {
		return err
	}
	if found == nil {
		return fmt.Errorf("no server has the id %s", data.Id())
	}
	if err := storeServer(data, cloud, found, found.Network.NetworkDomainID); err != nil {
		return err
	}
	if err := data.Set("started", found.Started); err != nil {
		return err
	}
	state := powerShutdown
	if found.Started {
		state = powerStart
	}
	return data.Set("power_state", state)
}

// reconfigure has no retry, as published, and does not stop the server.
func reconfigure(data *schema.ResourceData, cloud *connection) error {
	wanted := cloudcontrol.Reconfiguration{
		ID:             data.Id(),
		MemoryGB:       changedFilled[int](data, "memory_gb"),
		CPUCount:       changedFilled[int](data, "cpu_count"),
		CoresPerSocket: changedFilled[int](data, "cores_per_cpu"),
		CPUSpeed:       changedFilled[string](data, "cpu_speed"),
	}
	if wanted == (cloudcontrol.Reconfiguration{ID: data.Id()}) {
		return nil
	}
	if err := cloud.ReconfigureServer(wanted); err != nil {
		return err
	}
	_, err := cloud.WaitForServer(data.Id(), serverChangeTimeout)
	return err
}
