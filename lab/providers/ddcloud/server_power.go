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

// seenPowerState differs from the stored one where the server is not as it should be, so that a plan changes it.
func seenPowerState(stored string, started bool) string {
	switch {
	case stored == powerStart && !started:
		return powerShutdown
	case (stored == powerShutdown || stored == powerShutdownHard) && started:
		return powerStart
	}
	return stored
}

// changePower asks for the new state without looking at the present one: starting what runs is an error of the API.
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

// shutDown asks the guest to stop.
func shutDown(cloud *connection, id string) error {
	return reboot(cloud, "shut down server "+id, id, cloud.ShutdownServer)
}

// powerOff is allowed even where reboots are not.
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

// stopped runs work on a server that is stopped meanwhile where it was running. A failure leaves it stopped, as published.
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
