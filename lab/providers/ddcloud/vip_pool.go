package main

import (
	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"

	"plumbline/lab/providers/ddcloud/cloudcontrol"
)

func vipPool() *schema.Resource {
	monitorIDs := set(&schema.Schema{Type: schema.TypeString})
	monitorIDs.Computed = true
	return &schema.Resource{
		CreateContext: operation(createVIPPool),
		ReadContext:   operation(readVIPPool),
		UpdateContext: operation(updateVIPPool),
		DeleteContext: operation(deleteVIPPool),
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
	}
}

// createVIPPool has no retry.
func createVIPPool(data *schema.ResourceData, cloud *connection) error {
	monitorIDs, err := poolMonitorIDs(data, cloud)
	if err != nil {
		return err
	}
	id, err := cloud.CreateVIPPool(cloudcontrol.VIPPoolCreation{
		Name:              text(data, "name"),
		Description:       text(data, "description"),
		LoadBalanceMethod: text(data, "load_balance_method"),
		HealthMonitorIDs:  monitorIDs,
		ServiceDownAction: text(data, "service_down_action"),
		SlowRampTime:      number(data, "slow_ramp_time"),
		NetworkDomainID:   text(data, "networkdomain"),
	})
	if err != nil {
		return err
	}
	data.SetId(id)
	return data.Set("health_monitors_id", monitorIDs)
}

// readVIPPool asks twice, as published.
func readVIPPool(data *schema.ResourceData, cloud *connection) error {
	pool, err := twice(func() (*cloudcontrol.VIPPool, error) { return cloud.VIPPool(data.Id()) })
	if err != nil {
		return err
	}
	if pool == nil {
		data.SetId("")
		return nil
	}
	monitorIDs := make([]string, len(pool.HealthMonitors))
	for i, monitor := range pool.HealthMonitors {
		monitorIDs[i] = monitor.ID
	}
	return store(data, map[string]any{
		"name":                pool.Name,
		"description":         pool.Description,
		"load_balance_method": pool.LoadBalanceMethod,
		"health_monitors_id":  monitorIDs,
	})
}

func updateVIPPool(data *schema.ResourceData, cloud *connection) error {
	edit := cloudcontrol.VIPPoolEdit{
		ID:                data.Id(),
		Description:       changedText(data, "description"),
		LoadBalanceMethod: changedFilled[string](data, "load_balance_method"),
		ServiceDownAction: changedFilled[string](data, "service_down_action"),
		SlowRampTime:      changedFilled[int](data, "slow_ramp_time"),
	}
	if data.HasChange("health_monitors") {
		monitorIDs, err := poolMonitorIDs(data, cloud)
		if err != nil {
			return err
		}
		edit.HealthMonitorIDs = &monitorIDs
	}
	return retry("edit VIP pool "+data.Id(), cloud.retryDelay, cloud.retryTimeout, func() error {
		return cloud.EditVIPPool(edit)
	})
}

func deleteVIPPool(data *schema.ResourceData, cloud *connection) error {
	return retry("delete VIP pool "+data.Id(), cloud.retryDelay, cloud.retryTimeout, func() error {
		return cloud.DeleteVIPPool(data.Id())
	})
}

// poolMonitorIDs of the named monitors; an unknown name becomes an empty id, as published.
func poolMonitorIDs(data *schema.ResourceData, cloud *connection) ([]string, error) {
	names := texts(data, "health_monitors")
	monitorIDs := make([]string, len(names))
	if len(names) == 0 {
		return monitorIDs, nil
	}
	byName := map[string]string{}
	for monitors, err := range cloud.DefaultsOf(cloudcontrol.HealthMonitors, text(data, "networkdomain")) {
		if err != nil {
			return nil, err
		}
		for _, monitor := range monitors {
			byName[monitor.Name] = monitor.ID
		}
	}
	for i, name := range names {
		monitorIDs[i] = byName[name]
	}
	return monitorIDs, nil
}
