package main

import "github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"

// disks belong to a server or to a storage controller: all of them are listed, or none.
func disks() *schema.Schema {
	return &schema.Schema{
		Type:     schema.TypeList,
		Optional: true,
		Computed: true,
		Elem: &schema.Resource{Schema: map[string]*schema.Schema{
			"id":              computed(schema.TypeString),
			"scsi_bus_number": computed(schema.TypeInt),
			"scsi_unit_id":    required(schema.TypeInt),
			"size_gb":         required(schema.TypeInt),
			"speed": upperCased(oneOf(defaulting(optional(schema.TypeString), "STANDARD"),
				"ECONOMY", "STANDARD", "HIGHPERFORMANCE", "PROVISIONEDIOPS")),
			"iops": optional(schema.TypeInt),
		}},
	}
}
