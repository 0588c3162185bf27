package main

import (
	"testing"

	"plumbline/lab/providers/ddcloud/cloudcontrol"
)

func TestAdminPasswords(t *testing.T) {
	image := func(family, system string, ofCustomer bool) *cloudcontrol.Image {
		image := &cloudcontrol.Image{OfCustomer: ofCustomer}
		image.Guest.OperatingSystem = cloudcontrol.OperatingSystem{ID: system, Family: family}
		return image
	}
	linux, ownLinux := image("UNIX", "UBUNTU2264", false), image("UNIX", "UBUNTU2264", true)
	windows, later := image("WINDOWS", "WIN2012R2S64", true), image("WINDOWS", "WIN2016S64", true)
	cases := []struct {
		image    *cloudcontrol.Image
		password string
		good     bool
	}{
		{linux, "Passw0rd!", true}, {linux, "Passw0r!", true}, {linux, "Pass0r!", false}, {linux, "", false},
		{linux, "password", false}, {linux, "passw0rd!", false}, {linux, "Password!", false}, {linux, "Passw0rdx", false},
		{linux, "PASSW0RD+", true},
		{ownLinux, "", true}, {ownLinux, "Passw0rd!", false},
		{windows, "Passw0rd!", true}, {windows, "", false}, {later, "", true},
	}
	for _, one := range cases {
		if err := checkAdminPassword(one.password, one.image); (err == nil) != one.good {
			t.Errorf("'%s' for %+v: %v", one.password, one.image.Guest, err)
		}
	}
}

func TestPowerStates(t *testing.T) {
	cases := map[string][2]string{
		// stored; then as read for a stopped server and for a running one
		powerStart:        {powerShutdown, powerStart},
		powerShutdown:     {powerShutdown, powerStart},
		powerShutdownHard: {powerShutdownHard, powerStart},
		powerDisabled:     {powerDisabled, powerDisabled},
		powerAutostart:    {powerAutostart, powerAutostart},
	}
	for stored, seen := range cases {
		if got := [2]string{seenPowerState(stored, false), seenPowerState(stored, true)}; got != seen {
			t.Errorf("%s is seen as %v, expected %v", stored, got, seen)
		}
	}
}
