package cloudcontrol

import (
	"fmt"
	"time"
)

// States of a resource.
const (
	Normal        = "NORMAL"
	pendingAdd    = "PENDING_ADD"
	pendingChange = "PENDING_CHANGE"
	pendingDelete = "PENDING_DELETE"
)

// stateful is a resource that can be polled.
type stateful interface{ state() string }

// waitForNormal polls until a deployment or a change is complete. The first poll comes after one interval.
func waitForNormal[T any](client *Client, what string, timeout time.Duration, read func() (*T, error)) (*T, error) {
	resource, err := poll(client, what, timeout, read)
	if err == nil && resource == nil {
		return nil, fmt.Errorf("%s is gone while it was waited for", what)
	}
	return resource, err
}

// waitForDelete polls until a resource no longer exists. As published, it also accepts one that is NORMAL: a deletion
// that was refused without an error looks like a success.
func waitForDelete[T any](client *Client, what string, timeout time.Duration, read func() (*T, error)) error {
	_, err := poll(client, what, timeout, read)
	return err
}

func poll[T any](client *Client, what string, timeout time.Duration, read func() (*T, error)) (*T, error) {
	expired := time.NewTimer(timeout)
	defer expired.Stop()
	ticker := time.NewTicker(client.settings.PollInterval)
	defer ticker.Stop()
	for {
		select {
		case <-expired.C:
			return nil, fmt.Errorf("%s is still pending after %s, the longest that is waited", what, timeout)
		case <-ticker.C:
		}
		resource, err := read()
		if err != nil || resource == nil {
			return nil, err
		}
		switch state := any(resource).(stateful).state(); state {
		case Normal:
			return resource, nil
		case pendingAdd, pendingChange, pendingDelete:
		default:
			return nil, fmt.Errorf("%s is in the unexpected state '%s'", what, state)
		}
	}
}
