package main

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/go-cty/cty"
	"github.com/hashicorp/terraform-plugin-sdk/v2/diag"
	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"
)

// connection is what the operations need to know of the provider block and the environment.
type connection struct {
	endpoint           string
	username, password string
	allowServerReboot  bool
	retryTimeout       time.Duration
	retryDelay         time.Duration
}

// configure makes no request: a first plan needs no network, and wrong credentials show at apply alone.
func configure(_ context.Context, data *schema.ResourceData) (any, diag.Diagnostics) {
	endpoint, problems := endpoint(data.Get("region").(string), data.Get("cloudcontrol_endpoint").(string))
	username, noUsername := credential(data, "username", "MCP_USER")
	password, noPassword := credential(data, "password", "MCP_PASSWORD")
	retryDelay, badDelay := retryDelay(data.Get("retry_delay").(int))
	problems = append(problems, noUsername...)
	problems = append(problems, noPassword...)
	problems = append(problems, badDelay...)
	if problems.HasError() {
		return nil, problems
	}
	return &connection{
		endpoint:          endpoint,
		username:          username,
		password:          password,
		allowServerReboot: allowServerReboot(data.Get("allow_server_reboot").(bool)),
		retryTimeout:      time.Duration(data.Get("retry_timeout").(int)) * time.Second,
		retryDelay:        retryDelay,
	}, nil
}

// endpoint is given by one of two arguments that exclude each other in the schema already.
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

// retryDelay refuses what the published provider cannot survive: its retry timer panics at 0, and Terraform then says
// only that the plugin crashed.
func retryDelay(seconds int) (time.Duration, diag.Diagnostics) {
	if seconds < 1 {
		return 0, refuse("retry_delay", fmt.Sprintf("retry_delay is %d: the published ddcloud provider crashes on anything below 1 second", seconds))
	}
	return time.Duration(seconds) * time.Second, nil
}

// allowServerReboot lets the environment override the provider block; a value that is no boolean is passed over.
func allowServerReboot(argument bool) bool {
	if override, err := strconv.ParseBool(os.Getenv("MCP_ALLOW_SERVER_REBOOT")); err == nil {
		return override
	}
	return argument
}

func refuse(argument, summary string) diag.Diagnostics {
	return diag.Diagnostics{{Severity: diag.Error, Summary: summary, AttributePath: cty.GetAttrPath(argument)}}
}
