package main

import (
	"errors"
	"fmt"
	"time"

	"plumbline/lab/providers/ddcloud/cloudcontrol"
)

// errAgain marks an attempt that must be repeated although nothing was busy.
var errAgain = errors.New("another attempt is needed")

// retry makes an attempt at once, and again at each tick while the platform is busy. It ends at the first other error
// or at the timeout.
func retry(what string, period, timeout time.Duration, attempt func() error) error {
	expired := time.NewTimer(timeout)
	defer expired.Stop()
	ticker := time.NewTicker(period)
	defer ticker.Stop()
	for attempts := 1; ; attempts++ {
		err := attempt()
		if !cloudcontrol.IsBusy(err) && !errors.Is(err, errAgain) {
			return err
		}
		select {
		case <-expired.C:
			return fmt.Errorf("cannot %s: %w after %d attempts in %s", what, err, attempts, timeout)
		case <-ticker.C:
		}
	}
}

// whileBusy makes a change with the provider block's settings: again every retry_delay, up to retry_timeout, one change
// at a time in this process.
func (cloud *connection) whileBusy(what string, attempt func() error) error {
	return cloud.oneByOne(what, cloud.retryDelay, cloud.retryTimeout, attempt)
}

// oneByOne does the same with its own period and timeout.
func (cloud *connection) oneByOne(what string, period, timeout time.Duration, attempt func() error) error {
	return retry(what, period, timeout, func() error {
		cloud.oneAtATime.Lock()
		defer cloud.oneAtATime.Unlock()
		return attempt()
	})
}
