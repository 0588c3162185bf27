package main

import (
	"fmt"
	"os"
	"time"

	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"

	"plumbline/lab/providers/ddcloud/cloudcontrol"
)

const (
	vlanDeployTimeout = 5 * time.Minute
	// up to three other deployments may come before this one
	vlanRetryTimeout = 15 * time.Minute
	// the longest wait for a VLAN to vanish
	vlanDeleteTimeout = 15 * time.Minute
	// for deployVlan and editVlan, whatever retry_delay says
	publishedVLANRetryPeriod = 30 * time.Second
	// exists only here, not in the published provider: a rehearsal of a busy platform need not wait 30 s
	vlanRetryPeriodVariable = "MCP_LAB_VLAN_RETRY_PERIOD"
)

func vlan() *schema.Resource {
	return &schema.Resource{
		CreateContext: operation(createVLAN),
		ReadContext:   operation(readVLAN),
		UpdateContext: operation(updateVLAN),
		DeleteContext: operation(deleteVLAN),
		Importer:      importable(importVLAN),
		Schema: map[string]*schema.Schema{
			// a plan accepts a change, which is then ignored, as published
			"networkdomain":                    required(schema.TypeString),
			"name":                             required(schema.TypeString),
			"description":                      description(),
			"ipv4_base_address":                replacing(required(schema.TypeString)),
			"ipv4_prefix_size":                 replacing(required(schema.TypeInt)),
			"attached_vlan_gateway_addressing": conflicting(optional(schema.TypeString), "detached_vlan_gateway_address"),
			"detached_vlan_gateway_address":    conflicting(optional(schema.TypeString), "attached_vlan_gateway_addressing"),
			"tag":                              tags(),
			"ipv6_base_address":                computed(schema.TypeString),
			"ipv6_prefix_size":                 computed(schema.TypeInt),
			"ipv4_gateway_address":             computed(schema.TypeString),
			"ipv6_gateway_address":             computed(schema.TypeString),
		},
	}
}

func createVLAN(data *schema.ResourceData, cloud *connection) error {
	deployment := cloudcontrol.VLANDeployment{
		NetworkDomainID: text(data, "networkdomain"),
		Name:            text(data, "name"),
		Description:     text(data, "description"),
		IPv4Address:     text(data, "ipv4_base_address"),
		IPv4PrefixSize:  number(data, "ipv4_prefix_size"),
	}
	gateway, addressing := text(data, "detached_vlan_gateway_address"), text(data, "attached_vlan_gateway_addressing")
	switch {
	case gateway != "":
		deployment.Detached = &cloudcontrol.DetachedVLAN{IPv4GatewayAddress: gateway}
	case addressing != "":
		deployment.Attached = &cloudcontrol.AttachedVLAN{GatewayAddressing: addressing}
	default:
		deployment.Attached = &cloudcontrol.AttachedVLAN{GatewayAddressing: "LOW"}
	}
	period, err := vlanRetryPeriod()
	if err != nil {
		return err
	}
	var id string
	err = cloud.oneByOne("deploy VLAN "+deployment.Name, period, vlanRetryTimeout, func() (err error) {
		id, err = cloud.DeployVLAN(deployment)
		return err
	})
	if err != nil {
		return err
	}
	data.SetId(id)
	deployed, err := cloud.WaitForVLAN(id, vlanDeployTimeout)
	if err != nil {
		return err
	}
	data.Partial(true)
	if err := store(data, vlanAttributes(deployed)); err != nil {
		return err
	}
	if err := applyTags(data, cloud, cloudcontrol.VLANAsset); err != nil {
		return err
	}
	data.Partial(false)
	return nil
}

func readVLAN(data *schema.ResourceData, cloud *connection) error {
	found, err := cloud.VLAN(data.Id())
	if err != nil {
		return err
	}
	if found == nil {
		data.SetId("")
		return nil
	}
	if err := store(data, vlanAttributes(found)); err != nil {
		return err
	}
	return readTags(data, cloud, cloudcontrol.VLANAsset)
}

func updateVLAN(data *schema.ResourceData, cloud *connection) error {
	if data.HasChange("tag") {
		if err := applyTags(data, cloud, cloudcontrol.VLANAsset); err != nil {
			return err
		}
	}
	name, description := changedText(data, "name"), changedText(data, "description")
	if name == nil && description == nil {
		return nil
	}
	period, err := vlanRetryPeriod()
	if err != nil {
		return err
	}
	return cloud.oneByOne("edit VLAN "+data.Id(), period, vlanRetryTimeout, func() error {
		return cloud.EditVLAN(data.Id(), name, description)
	})
}

func deleteVLAN(data *schema.ResourceData, cloud *connection) error {
	err := cloud.oneByOne("delete VLAN "+data.Id(), cloud.retryDelay, vlanRetryTimeout, func() error {
		return cloud.DeleteVLAN(data.Id())
	})
	if err != nil {
		return err
	}
	return cloud.WaitForNoVLAN(data.Id(), vlanDeleteTimeout)
}

// vlanRetryPeriod is the published one unless the environment says otherwise.
func vlanRetryPeriod() (time.Duration, error) {
	text := os.Getenv(vlanRetryPeriodVariable)
	if text == "" {
		return publishedVLANRetryPeriod, nil
	}
	period, err := time.ParseDuration(text)
	if err != nil || period <= 0 {
		return 0, fmt.Errorf("%s is '%s': a duration above zero is expected, such as 200ms or 30s", vlanRetryPeriodVariable, text)
	}
	return period, nil
}

// importVLAN stores both kinds of gateway, as published, although a configuration can have only one.
func importVLAN(data *schema.ResourceData, cloud *connection) error {
	found, err := cloud.VLAN(data.Id())
	if err != nil {
		return err
	}
	if found == nil {
		return fmt.Errorf("no VLAN has the id %s", data.Id())
	}
	attributes := vlanAttributes(found)
	attributes["networkdomain"] = found.NetworkDomain.ID
	attributes["detached_vlan_gateway_address"] = found.IPv4Gateway
	attributes["attached_vlan_gateway_addressing"] = found.GatewayAddressing
	return store(data, attributes)
}

func vlanAttributes(vlan *cloudcontrol.VLAN) map[string]any {
	return map[string]any{
		"name":                 vlan.Name,
		"description":          vlan.Description,
		"ipv4_base_address":    vlan.IPv4.Address,
		"ipv4_prefix_size":     vlan.IPv4.PrefixSize,
		"ipv6_base_address":    vlan.IPv6.Address,
		"ipv6_prefix_size":     vlan.IPv6.PrefixSize,
		"ipv4_gateway_address": vlan.IPv4Gateway,
		"ipv6_gateway_address": vlan.IPv6Gateway,
	}
}
