package main

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"

	"plumbline/lab/providers/ddcloud/cloudcontrol"
)

// deployServer returns the id of a server that is not deployed yet.
func deployServer(data *schema.ResourceData, cloud *connection) (string, error) {
	domain, err := cloud.NetworkDomain(text(data, "networkdomain"))
	if err != nil {
		return "", err
	}
	if domain == nil {
		return "", fmt.Errorf("no network domain has the id '%s'", text(data, "networkdomain"))
	}
	image, err := resolveImage(cloud, text(data, "image"), text(data, "image_type"), domain.DatacenterID)
	if err != nil {
		return "", err
	}
	if image.Guest.OSCustomization {
		if err := checkAdminPassword(text(data, "admin_password"), image); err != nil {
			return "", err
		}
	}
	if err := checkDisks(configuredDisks(data)); err != nil {
		return "", err
	}
	cpu, memoryGB := computing(data, image)
	err = store(data, map[string]any{
		"os_type":       image.Guest.OperatingSystem.DisplayName,
		"os_family":     image.Guest.OperatingSystem.Family,
		"memory_gb":     memoryGB,
		"cpu_count":     cpu.Count,
		"cores_per_cpu": cpu.CoresPerSocket,
		"cpu_speed":     cpu.Speed,
	})
	if err != nil {
		return "", err
	}
	name, start := text(data, "name"), startsAtDeployment(text(data, "power_state"))
	controllers := withConfiguredSpeeds(image.SCSIControllers, configuredDisks(data))
	var id string
	err = cloud.whileBusy("deploy server "+name, func() (err error) {
		if image.Guest.OSCustomization {
			id, err = cloud.DeployServer(cloudcontrol.ServerDeployment{
				Name:                  name,
				Description:           text(data, "description"),
				ImageID:               image.ID,
				AdministratorPassword: text(data, "admin_password"),
				CPU:                   cpu,
				MemoryGB:              memoryGB,
				SCSIControllers:       controllers,
				Network:               networkRequest(data, domain.ID),
				PrimaryDNS:            text(data, "dns_primary"),
				SecondaryDNS:          text(data, "dns_secondary"),
				Start:                 start,
			})
			return err
		}
		id, err = cloud.DeployUncustomizedServer(cloudcontrol.UncustomizedServerDeployment{
			Name:        name,
			Description: text(data, "description"),
			ImageID:     image.ID,
			CPU:         cpu,
			MemoryGB:    memoryGB,
			Disks:       disksOfFirst(controllers),
			Network:     networkRequest(data, domain.ID),
			Start:       start,
		})
		return err
	})
	return id, err
}

// computing is what is configured, and the image's values otherwise.
func computing(data *schema.ResourceData, image *cloudcontrol.Image) (cpu cloudcontrol.CPU, memoryGB int) {
	cpu, memoryGB = image.CPU, image.MemoryGB
	for argument, value := range map[string]*int{
		"memory_gb": &memoryGB, "cpu_count": &cpu.Count, "cores_per_cpu": &cpu.CoresPerSocket,
	} {
		if configured := number(data, argument); configured != 0 {
			*value = configured
		}
	}
	if speed := text(data, "cpu_speed"); speed != "" {
		cpu.Speed = speed
	}
	return cpu, memoryGB
}

// withConfiguredSpeeds repeats the image's controllers with all their ids; at deployment only the speed of a disk can
// differ, its size is changed later.
func withConfiguredSpeeds(controllers []cloudcontrol.SCSIController, configured []disk) []cloudcontrol.SCSIController {
	wanted := byPlace(configured)
	echoed := make([]cloudcontrol.SCSIController, len(controllers))
	for i, controller := range controllers {
		echoed[i] = controller
		echoed[i].Disks = make([]cloudcontrol.Disk, len(controller.Disks))
		for j, ofImage := range controller.Disks {
			if disk, ok := wanted[place{controller.BusNumber, ofImage.SCSIID}]; ok {
				ofImage.Speed = disk.Speed
			}
			echoed[i].Disks[j] = ofImage
		}
	}
	return echoed
}

func disksOfFirst(controllers []cloudcontrol.SCSIController) []cloudcontrol.Disk {
	if len(controllers) == 0 {
		return nil
	}
	return controllers[0].Disks
}
