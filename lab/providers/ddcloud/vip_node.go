package main

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"

	"plumbline/lab/providers/ddcloud/cloudcontrol"
)

func vipNode() *schema.Resource {
	return &schema.Resource{
		CreateContext: operation(createVIPNode),
		ReadContext:   operation(readVIPNode),
		UpdateContext: operation(updateVIPNode),
		DeleteContext: operation(deleteVIPNode),
		Schema: map[string]*schema.Schema{
			"networkdomain":         replacing(required(schema.TypeString)),
			"name":                  replacing(required(schema.TypeString)),
			"description":           description(),
			"ipv4_address":          conflicting(defaulting(optional(schema.TypeString), ""), "ipv6_address"),
			"ipv6_address":          conflicting(defaulting(optional(schema.TypeString), ""), "ipv4_address"),
			"status":                vipStatus(),
			"health_monitor":        defaulting(optional(schema.TypeString), "CCDEFAULT.Icmp"),
			"health_monitor_id":     optionalComputed(schema.TypeString),
			"connection_limit":      positive(defaulting(optional(schema.TypeInt), 20000)),
			"connection_rate_limit": positive(defaulting(optional(schema.TypeInt), 2000)),
		},
	}
}

func vipStatus() *schema.Schema {
	return oneOf(defaulting(optional(schema.TypeString), "ENABLED"), "ENABLED", "DISABLED", "FORCED_OFFLINE")
}

// createVIPNode has no retry. It silently omits a health monitor of an unknown name, as published.
func createVIPNode(data *schema.ResourceData, cloud *connection) error {
	domain := text(data, "networkdomain")
	monitorID := ""
	if name := text(data, "health_monitor"); name != "" {
		for monitors, err := range cloud.DefaultsOf(cloudcontrol.HealthMonitors, domain) {
			if err != nil {
				return err
			}
			for _, monitor := range monitors {
				if monitor.Name == name {
					monitorID = monitor.ID
				}
			}
			// only the first page of this list is read, unlike everywhere else
			break
		}
	}
	id, err := cloud.CreateVIPNode(cloudcontrol.VIPNodeCreation{
		Name:                text(data, "name"),
		Description:         text(data, "description"),
		IPv4Address:         text(data, "ipv4_address"),
		IPv6Address:         text(data, "ipv6_address"),
		Status:              text(data, "status"),
		HealthMonitorID:     monitorID,
		ConnectionLimit:     number(data, "connection_limit"),
		ConnectionRateLimit: number(data, "connection_rate_limit"),
		NetworkDomainID:     domain,
	})
	if err != nil {
		return err
	}
	data.SetId(id)
	node, err := cloud.VIPNode(id)
	if err != nil {
		return err
	}
	if node == nil {
		return fmt.Errorf("VIP node %s is not there after it was created", id)
	}
	return store(data, map[string]any{
		"description":           node.Description,
		"status":                node.Status,
		"health_monitor_id":     monitorID,
		"connection_limit":      node.ConnectionLimit,
		"connection_rate_limit": node.ConnectionRateLimit,
	})
}

// readVIPNode asks twice and compares only the status, as published.
func readVIPNode(data *schema.ResourceData, cloud *connection) error {
	node, err := twice(func() (*cloudcontrol.VIPNode, error) { return cloud.VIPNode(data.Id()) })
	if err != nil {
		return err
	}
	if node == nil {
		data.SetId("")
		return nil
	}
	return data.Set("status", node.Status)
}

// updateVIPNode never changes addresses or the health monitor, whatever the plan says, as published.
func updateVIPNode(data *schema.ResourceData, cloud *connection) error {
	return cloud.EditVIPNode(cloudcontrol.VIPNodeEdit{
		ID:                  data.Id(),
		Description:         changedText(data, "description"),
		Status:              changedFilled[string](data, "status"),
		ConnectionLimit:     changedFilled[int](data, "connection_limit"),
		ConnectionRateLimit: changedFilled[int](data, "connection_rate_limit"),
	})
}

// deleteVIPNode first removes the node from its pools.
func deleteVIPNode(data *schema.ResourceData, cloud *connection) error {
	var memberships []string
	for members, err := range cloud.VIPPoolMembers(text(data, "networkdomain")) {
		if err != nil {
			return err
		}
		for _, member := range members {
			if member.Node.ID == data.Id() {
				memberships = append(memberships, member.ID)
			}
		}
	}
	for _, id := range memberships {
		if err := cloud.RemoveVIPPoolMember(id); err != nil {
			return err
		}
	}
	return cloud.DeleteVIPNode(data.Id())
}
