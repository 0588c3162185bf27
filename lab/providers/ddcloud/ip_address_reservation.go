package main

import (
	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"

	"plumbline/lab/providers/ddcloud/cloudcontrol"
)

func ipAddressReservation() *schema.Resource {
	return &schema.Resource{
		CreateContext: operation(createReservation),
		ReadContext:   operation(readReservation),
		DeleteContext: operation(deleteReservation),
		Schema: map[string]*schema.Schema{
			"vlan":         replacing(required(schema.TypeString)),
			"address":      replacing(required(schema.TypeString)),
			"address_type": oneOf(replacing(required(schema.TypeString)), "ipv4", "ipv6"),
			"description":  replacing(optional(schema.TypeString)),
		},
	}
}

func createReservation(data *schema.ResourceData, cloud *connection) error {
	kind, wanted := reservation(data)
	err := cloud.whileBusy("reserve "+wanted.IPAddress, func() error { return cloud.ReserveAddress(kind, wanted) })
	if err != nil {
		return err
	}
	data.SetId(wanted.IPAddress + "/" + wanted.Description)
	return nil
}

// readReservation compares addresses as text: it does not find one in another spelling.
func readReservation(data *schema.ResourceData, cloud *connection) error {
	kind, wanted := reservation(data)
	reserved, err := cloud.ReservedAddresses(kind, wanted.VLANID)
	if err != nil {
		return err
	}
	for _, found := range reserved {
		if found.IPAddress == wanted.IPAddress {
			return store(data, map[string]any{
				"address": found.IPAddress, "vlan": found.VLANID, "description": found.Description,
			})
		}
	}
	data.SetId("")
	return nil
}

// deleteReservation asks once and, as published, ignores every error.
func deleteReservation(data *schema.ResourceData, cloud *connection) error {
	kind, wanted := reservation(data)
	cloud.oneAtATime.Lock()
	defer cloud.oneAtATime.Unlock()
	_ = cloud.UnreserveAddress(kind, wanted)
	return nil
}

func reservation(data *schema.ResourceData) (cloudcontrol.AddressKind, cloudcontrol.Reservation) {
	kind := cloudcontrol.PrivateIPv4
	if text(data, "address_type") == "ipv6" {
		kind = cloudcontrol.IPv6
	}
	return kind, cloudcontrol.Reservation{
		IPAddress:   text(data, "address"),
		VLANID:      text(data, "vlan"),
		Description: text(data, "description"),
	}
}
