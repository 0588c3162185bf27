package main

import (
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"
)

func configured(t *testing.T, arguments map[string]any) (*connection, bool) {
	t.Helper()
	t.Setenv("MCP_USER", "operator")
	t.Setenv("MCP_PASSWORD", "from the environment")
	data := schema.TestResourceDataRaw(t, newProvider().Schema, arguments)
	made, problems := configure(t.Context(), data)
	if problems.HasError() {
		return nil, false
	}
	return made.(*connection), true
}

func TestConfigure(t *testing.T) {
	made, ok := configured(t, map[string]any{"region": "EU", "username": "argument"})
	expected := connection{
		endpoint: "https://api-eu.dimensiondata.com", username: "argument", password: "from the environment",
		allowServerReboot: true, retryTimeout: 10 * time.Minute, retryDelay: 30 * time.Second,
	}
	if !ok || *made != expected {
		t.Errorf("configured %+v, expected %+v", made, expected)
	}
}

func TestConfigureWithAnEndpoint(t *testing.T) {
	made, ok := configured(t, map[string]any{"cloudcontrol_endpoint": "http://127.0.0.1:1", "retry_delay": 1})
	if !ok || made.endpoint != "http://127.0.0.1:1" || made.retryDelay != time.Second {
		t.Errorf("configured %+v", made)
	}
}

func TestTheEnvironmentDecidesOnReboots(t *testing.T) {
	for value, expected := range map[string]bool{"": true, "false": false, "0": false, "true": true, "perhaps": true} {
		t.Setenv("MCP_ALLOW_SERVER_REBOOT", value)
		made, ok := configured(t, map[string]any{"region": "EU"})
		if !ok || made.allowServerReboot != expected {
			t.Errorf("MCP_ALLOW_SERVER_REBOOT=%s: reboots allowed = %t, expected %t", value, made.allowServerReboot, expected)
		}
	}
}

func TestConfigureRefusesARetryDelayThatPanics(t *testing.T) {
	for _, delay := range []int{-1, 0} {
		if made, ok := configured(t, map[string]any{"region": "EU", "retry_delay": delay}); ok {
			t.Errorf("retry_delay %d configured %+v", delay, made)
		}
	}
}
