package main

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/hashicorp/go-cty/cty"
	"github.com/hashicorp/terraform-plugin-sdk/v2/diag"
	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"

	"plumbline/lab/providers/ddcloud/cloudcontrol"
)

// connection is what operations need: the API client, and settings of the provider block and the environment.
type connection struct {
	*cloudcontrol.Client
	settings
	// oneAtATime is locked while a change is requested: as published, one provider process never requests two
	// concurrently.
	oneAtATime sync.Mutex
}

// settings of the provider block and the environment.
type settings struct {
	cloudcontrol.Settings
	allowServerReboot bool
	retryTimeout      time.Duration
	retryDelay        time.Duration
}

// configure makes no request: a first plan needs no network, and wrong credentials are reported only at apply.
func configure(_ context.Context, data *schema.ResourceData) (any, diag.Diagnostics) {
	endpoint, problems := endpoint(data.Get("region").(string), data.Get("cloudcontrol_endpoint").(string))
	username, noUsername := credential(data, "username", "MCP_USER")
	password, noPassword := credential(data, "password", "MCP_PASSWORD")
	retryDelay, badDelay := retryDelay(data.Get("retry_delay").(int))
	problems = append(problems, noUsername...)
	problems = append(problems, noPassword...)
	pollInterval, badInterval := pollInterval(os.Getenv(pollIntervalVariable))
	problems = append(problems, badDelay...)
	problems = append(problems, badInterval...)
	if problems.HasError() {
		return nil, problems
	}
	return newConnection(settings{
		Settings: cloudcontrol.Settings{
			Endpoint:       endpoint,
			Username:       username,
			Password:       password,
			PollInterval:   pollInterval,
			NetworkRetries: networkRetries(),
		},
		allowServerReboot: allowServerReboot(data.Get("allow_server_reboot").(bool)),
		retryTimeout:      time.Duration(data.Get("retry_timeout").(int)) * time.Second,
		retryDelay:        retryDelay,
	}), nil
}

func newConnection(settings settings) *connection {
	return &connection{Client: cloudcontrol.NewClient(settings.Settings), settings: settings}
}

// endpoint comes from one of two arguments, of which the schema allows only one.
func endpoint(region, cloudControlEndpoint string) (string, diag.Diagnostics) {
	switch {
	case region != "":
		return fmt.Sprintf("https://api-%s.dimensiondata.com", strings.ToLower(region)), nil
	case cloudControlEndpoint != "":
		return cloudControlEndpoint, nil
	}
	return "", refuse("region", "neither region nor cloudcontrol_endpoint is set: the ddcloud provider needs exactly one of them")
}

func credential(data *schema.ResourceData, argument, variable string) (string, diag.Diagnostics) {
	value := data.Get(argument).(string)
	if value == "" {
		value = os.Getenv(variable)
	}
	if value == "" {
		return "", refuse(argument, fmt.Sprintf("%s is not set, nor is the environment variable %s: set one of them", argument, variable))
	}
	return value, nil
}

// retryDelay refuses less than a second, which the published provider accepts in a plan and then cannot use.
func retryDelay(seconds int) (time.Duration, diag.Diagnostics) {
	if seconds < 1 {
		return 0, refuse("retry_delay", fmt.Sprintf("retry_delay is %d; 1 second or more is allowed", seconds))
	}
	return time.Duration(seconds) * time.Second, nil
}

// pollIntervalVariable exists only here, not in the published provider: a rehearsal need not wait 5 s at every step.
const pollIntervalVariable = "MCP_LAB_POLL_INTERVAL"

func pollInterval(text string) (time.Duration, diag.Diagnostics) {
	if text == "" {
		return cloudcontrol.PublishedPollInterval, nil
	}
	interval, err := time.ParseDuration(text)
	if err != nil || interval <= 0 {
		return 0, diag.Errorf("%s is '%s': a duration above zero is expected, such as 50ms or 5s", pollIntervalVariable, text)
	}
	return interval, nil
}

// networkRetries is 0 unless the environment sets it.
func networkRetries() int {
	retries, err := strconv.Atoi(os.Getenv("MCP_MAX_RETRY"))
	if err != nil || retries < 0 {
		return 0
	}
	return retries
}

// allowServerReboot lets the environment override the provider block; it ignores a value that is not a boolean.
func allowServerReboot(argument bool) bool {
	if override, err := strconv.ParseBool(os.Getenv("MCP_ALLOW_SERVER_REBOOT")); err == nil {
		return override
	}
	return argument
}

func refuse(argument, summary string) diag.Diagnostics {
	return diag.Diagnostics{{Severity: diag.Error, Summary: summary, AttributePath: cty.GetAttrPath(argument)}}
}
