package main

import (
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"

	"plumbline/lab/providers/ddcloud/cloudcontrol"
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
	expected := settings{
		Settings: cloudcontrol.Settings{
			Endpoint: "https://api-eu.dimensiondata.com", Username: "argument", Password: "from the environment",
			PollInterval: 5 * time.Second,
		},
		allowServerReboot: true, retryTimeout: 10 * time.Minute, retryDelay: 30 * time.Second,
	}
	if !ok || made.settings != expected {
		t.Errorf("configured %+v, expected %+v", made, expected)
	}
}

func TestConfigureWithAnEndpoint(t *testing.T) {
	made, ok := configured(t, map[string]any{"cloudcontrol_endpoint": "http://127.0.0.1:1", "retry_delay": 1})
	if !ok || made.Endpoint != "http://127.0.0.1:1" || made.retryDelay != time.Second {
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

func TestConfigureRefusesARetryDelayBelowASecond(t *testing.T) {
	for _, delay := range []int{-1, 0} {
		if made, ok := configured(t, map[string]any{"region": "EU", "retry_delay": delay}); ok {
			t.Errorf("retry_delay %d configured %+v", delay, made)
		}
	}
}

func TestThePollIntervalOfARehearsal(t *testing.T) {
	for value, expected := range map[string]time.Duration{"": 5 * time.Second, "50ms": 50 * time.Millisecond, "0": 0, "fast": 0, "-1s": 0} {
		t.Setenv("MCP_LAB_POLL_INTERVAL", value)
		made, ok := configured(t, map[string]any{"region": "EU"})
		if ok != (expected > 0) || ok && made.PollInterval != expected {
			t.Errorf("MCP_LAB_POLL_INTERVAL=%s configured %+v, expected %s", value, made, expected)
		}
	}
}

func TestRetriesWhereThereIsNoAnswer(t *testing.T) {
	for value, expected := range map[string]int{"": 0, "3": 3, "-1": 0, "many": 0} {
		t.Setenv("MCP_MAX_RETRY", value)
		if made, ok := configured(t, map[string]any{"region": "EU"}); !ok || made.NetworkRetries != expected {
			t.Errorf("MCP_MAX_RETRY=%s configured %+v, expected %d", value, made, expected)
		}
	}
}
