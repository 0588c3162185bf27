package main

import "github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"

func vipPool() *schema.Resource {
	monitorIDs := set(&schema.Schema{Type: schema.TypeString})
	monitorIDs.Computed = true
	return withoutOperations(&schema.Resource{
		Schema: map[string]*schema.Schema{
			"networkdomain":       replacing(required(schema.TypeString)),
			"name":                replacing(required(schema.TypeString)),
			"description":         description(),
			"load_balance_method": defaulting(optional(schema.TypeString), "ROUND_ROBIN"),
			"health_monitors":     set(&schema.Schema{Type: schema.TypeString}),
			"health_monitors_id":  monitorIDs,
			"service_down_action": oneOf(defaulting(optional(schema.TypeString), "NONE"), "NONE", "DROP", "RESELECT"),
			"slow_ramp_time":      required(schema.TypeInt),
		},
	})
}
