package main

import (
	"fmt"

	"plumbline/lab/providers/ddcloud/cloudcontrol"
)

// Values of power_state.
const (
	powerDisabled     = "disabled"
	powerAutostart    = "autostart"
	powerStart        = "start"
	powerShutdown     = "shutdown"
	powerShutdownHard = "shutdown-hard"
)

func startsAtDeployment(state string) bool { return state == powerStart || state == powerAutostart }

// seenPowerState differs from the stored state if the server is not in it, so that a plan changes it.
func seenPowerState(stored string, started bool) string {
	switch {
	case stored == powerStart && !started:
		return powerShutdown
	case (stored == powerShutdown || stored == powerShutdownHard) && started:
		return powerStart
	}
	return stored
}

// changePower requests the new state without reading the current one: starting a running server is an error of the API.
func changePower(cloud *connection, id, state string) error {
	switch state {
	case powerStart:
		return start(cloud, id)
	case powerShutdown:
		return shutDown(cloud, id)
	case powerShutdownHard:
		return powerOff(cloud, id)
	}
	return nil
}

func start(cloud *connection, id string) error {
	return reboot(cloud, "start server "+id, id, cloud.StartServer)
}

// shutDown asks the guest to shut down.
func shutDown(cloud *connection, id string) error {
	return reboot(cloud, "shut down server "+id, id, cloud.ShutdownServer)
}

// powerOff is allowed even if reboots are not.
func powerOff(cloud *connection, id string) error {
	return power(cloud, "power off server "+id, id, cloud.PowerOffServer)
}

func reboot(cloud *connection, what, id string, change func(string) error) error {
	if !cloud.allowServerReboot {
		return fmt.Errorf("cannot %s: allow_server_reboot or MCP_ALLOW_SERVER_REBOOT forbids it", what)
	}
	return power(cloud, what, id, change)
}

func power(cloud *connection, what, id string, change func(string) error) error {
	if err := cloud.whileBusy(what, func() error { return change(id) }); err != nil {
		return err
	}
	_, err := cloud.WaitForServer(id, serverPowerTimeout)
	return err
}

// stopped runs work on a server, which it stops meanwhile if it is running. After a failure the server stays stopped,
// as published.
func stopped(cloud *connection, server *cloudcontrol.Server, work func() error) error {
	if !server.Started {
		return work()
	}
	if err := shutDown(cloud, server.ID); err != nil {
		return err
	}
	if err := work(); err != nil {
		return err
	}
	return start(cloud, server.ID)
}
