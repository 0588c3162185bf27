package main

import (
	"time"

	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"

	"plumbline/lab/providers/ddcloud/cloudcontrol"
)

const staticRouteCreateTimeout = 5 * time.Minute

// staticRoute never forces replacement: its update deletes the route and creates another one.
func staticRoute() *schema.Resource {
	return &schema.Resource{
		CreateContext: operation(createStaticRoute),
		ReadContext:   operation(readStaticRoute),
		UpdateContext: operation(updateStaticRoute),
		DeleteContext: operation(deleteStaticRoute),
		Importer:      importable(importStaticRoute),
		Schema: map[string]*schema.Schema{
			"name":                        required(schema.TypeString),
			"description":                 optional(schema.TypeString),
			"networkdomain":               required(schema.TypeString),
			"ip_version":                  required(schema.TypeString),
			"destination_network_address": required(schema.TypeString),
			"destination_prefix_size":     required(schema.TypeInt),
			"next_hop_address":            required(schema.TypeString),
			"overwrite_system_default":    optional(schema.TypeBool),
			"state":                       computed(schema.TypeString),
			"data_center":                 computed(schema.TypeString),
		},
	}
}

func createStaticRoute(data *schema.ResourceData, cloud *connection) error {
	wanted := cloudcontrol.StaticRouteCreation{
		NetworkDomainID:       text(data, "networkdomain"),
		Name:                  text(data, "name"),
		Description:           text(data, "description"),
		IPVersion:             text(data, "ip_version"),
		Destination:           text(data, "destination_network_address"),
		DestinationPrefixSize: number(data, "destination_prefix_size"),
		NextHop:               text(data, "next_hop_address"),
	}
	if data.Get("overwrite_system_default").(bool) {
		// as published, a failed search counts as one without result
		existing, err := cloud.FindStaticRoute(wanted.NetworkDomainID, wanted.Destination, wanted.DestinationPrefixSize)
		if err == nil && existing != nil {
			if err := cloud.DeleteStaticRoute(existing.ID); err != nil {
				return err
			}
		}
	}
	var id string
	err := cloud.whileBusy("create static route "+wanted.Name, func() (err error) {
		id, err = cloud.CreateStaticRoute(wanted)
		return err
	})
	if err != nil {
		return err
	}
	data.SetId(id)
	route, err := cloud.WaitForStaticRoute(id, staticRouteCreateTimeout)
	if err != nil {
		return err
	}
	return store(data, map[string]any{"state": route.State, "data_center": route.DatacenterID})
}

// readStaticRoute asks twice and, as published, treats any failure of the first as "the route no longer exists".
func readStaticRoute(data *schema.ResourceData, cloud *connection) error {
	if _, err := cloud.StaticRoute(data.Id()); err != nil {
		data.SetId("")
		return nil
	}
	route, err := cloud.StaticRoute(data.Id())
	if err != nil {
		return err
	}
	return store(data, staticRouteAttributes(route))
}

func updateStaticRoute(data *schema.ResourceData, cloud *connection) error {
	if err := deleteStaticRoute(data, cloud); err != nil {
		return err
	}
	return createStaticRoute(data, cloud)
}

// deleteStaticRoute ignores every refusal but RESOURCE_BUSY and waits for nothing, as published.
func deleteStaticRoute(data *schema.ResourceData, cloud *connection) error {
	return cloud.whileBusy("delete static route "+data.Id(), func() error {
		if err := cloud.DeleteStaticRoute(data.Id()); cloudcontrol.IsBusy(err) {
			return err
		}
		return nil
	})
}

func importStaticRoute(data *schema.ResourceData, cloud *connection) error {
	route, err := cloud.StaticRoute(data.Id())
	if err != nil {
		return err
	}
	return store(data, staticRouteAttributes(route))
}

func staticRouteAttributes(route *cloudcontrol.StaticRoute) map[string]any {
	return map[string]any{
		"networkdomain":               route.NetworkDomainID,
		"name":                        route.Name,
		"description":                 route.Description,
		"ip_version":                  route.IPVersion,
		"destination_network_address": route.Destination,
		"destination_prefix_size":     route.DestinationPrefixSize,
		"next_hop_address":            route.NextHop,
	}
}
