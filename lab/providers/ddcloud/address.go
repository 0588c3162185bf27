package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"

	"plumbline/lab/providers/ddcloud/cloudcontrol"
)

// address is one entry of an existing list. It reads the whole list and writes it back: of two concurrent changes, one
// is lost.
func address() *schema.Resource {
	return &schema.Resource{
		CreateContext: operation(createAddress),
		ReadContext:   operation(readAddress),
		UpdateContext: operation(updateAddress),
		DeleteContext: operation(deleteAddress),
		Schema: map[string]*schema.Schema{
			"networkdomain":    replacing(required(schema.TypeString)),
			"addresslist_name": replacing(required(schema.TypeString)),
			"begin":            optional(schema.TypeString),
			"end":              optional(schema.TypeString),
			"network":          optional(schema.TypeString),
			"prefix_size":      optional(schema.TypeInt),
		},
	}
}

func createAddress(data *schema.ResourceData, cloud *connection) error {
	begin, network := text(data, "begin"), text(data, "network")
	if begin != "" && (network != "" || number(data, "prefix_size") != 0) {
		return fmt.Errorf("begin is set together with network or prefix_size: an address, a range or a network is expected")
	}
	list, err := listOfAddress(data, cloud)
	if err != nil {
		return err
	}
	err = cloud.whileBusy("add an address to list "+list.ID, func() error { return addAddress(data, cloud, list.ID) })
	if err != nil {
		return err
	}
	data.SetId(strings.ReplaceAll(begin+network, ":", ""))
	return readAddress(data, cloud)
}

// readAddress reads the same list four times, as published. An address that is not in it no longer exists.
func readAddress(data *schema.ResourceData, cloud *connection) error {
	found, err := twice(func() (*cloudcontrol.AddressEntry, error) {
		byName, err := cloud.FindAddressList(text(data, "addresslist_name"), text(data, "networkdomain"))
		if err != nil || byName == nil {
			return nil, err
		}
		list, err := cloud.AddressList(byName.ID)
		if err != nil || list == nil {
			return nil, err
		}
		for _, entry := range list.Addresses {
			if entry.Begin == text(data, "begin") || entry.Begin == text(data, "network") {
				return &entry, nil
			}
		}
		return nil, nil
	})
	if err != nil {
		return err
	}
	if found == nil {
		data.SetId("")
		return nil
	}
	if found.PrefixSize != nil {
		return store(data, map[string]any{"network": found.Begin, "prefix_size": *found.PrefixSize})
	}
	attributes := map[string]any{"begin": found.Begin}
	if found.End != nil {
		attributes["end"] = *found.End
	}
	return store(data, attributes)
}

// updateAddress removes the old entry and adds the new one; as published, errors are ignored.
func updateAddress(data *schema.ResourceData, cloud *connection) error {
	list, err := listOfAddress(data, cloud)
	if err != nil {
		return err
	}
	before, _ := data.GetChange("begin")
	if before == "" {
		before, _ = data.GetChange("network")
	}
	cloud.oneAtATime.Lock()
	if err := removeAddress(cloud, list.ID, before.(string)); err == nil {
		_ = addAddress(data, cloud, list.ID)
	}
	cloud.oneAtATime.Unlock()
	return readAddress(data, cloud)
}

func deleteAddress(data *schema.ResourceData, cloud *connection) error {
	list, err := listOfAddress(data, cloud)
	if err != nil {
		return err
	}
	address := text(data, "begin")
	if address == "" {
		address = text(data, "network")
	}
	return cloud.whileBusy("remove "+address+" from list "+list.ID, func() error {
		return removeAddress(cloud, list.ID, address)
	})
}

func listOfAddress(data *schema.ResourceData, cloud *connection) (*cloudcontrol.AddressList, error) {
	name := text(data, "addresslist_name")
	list, err := cloud.FindAddressList(name, text(data, "networkdomain"))
	if err == nil && list == nil {
		return nil, fmt.Errorf("no IP address list is called '%s': an address needs an existing list", name)
	}
	return list, err
}

func addAddress(data *schema.ResourceData, cloud *connection, listID string) error {
	entry := cloudcontrol.AddressEntry{Begin: text(data, "begin")}
	if network := text(data, "network"); network != "" {
		entry.Begin = network
	}
	if end := text(data, "end"); end != "" {
		entry.End = &end
	}
	if prefixSize := number(data, "prefix_size"); prefixSize > 0 {
		entry.PrefixSize = &prefixSize
	}
	return editAddresses(cloud, listID, func(entries []cloudcontrol.AddressEntry) []cloudcontrol.AddressEntry {
		return append(entries, entry)
	})
}

func removeAddress(cloud *connection, listID, begin string) error {
	return editAddresses(cloud, listID, func(entries []cloudcontrol.AddressEntry) []cloudcontrol.AddressEntry {
		return slices.DeleteFunc(entries, func(entry cloudcontrol.AddressEntry) bool { return entry.Begin == begin })
	})
}

func editAddresses(cloud *connection, listID string, change func([]cloudcontrol.AddressEntry) []cloudcontrol.AddressEntry) error {
	list, err := cloud.AddressList(listID)
	if err != nil {
		return err
	}
	if list == nil {
		return fmt.Errorf("no IP address list has the id %s", listID)
	}
	edit := list.Edit()
	edit.Addresses = change(edit.Addresses)
	return cloud.EditAddressList(edit)
}
