package cloudcontrol

import (
	"strings"
	"testing"
	"time"
)

const vlanPath = "GET /caas/2.9/ORG/network/vlan/V"

func state(name string) string { return `{"id":"V","state":"` + name + `"}` }

const gone = `400 {"responseCode":"RESOURCE_NOT_FOUND"}`

func TestWaitUntilNothingIsPending(t *testing.T) {
	served, client := start(t, map[string][]string{
		vlanPath: {state("PENDING_ADD"), state("PENDING_CHANGE"), state("PENDING_DELETE"), state("NORMAL")},
	})
	began := time.Now()
	if vlan, err := client.WaitForVLAN("V", time.Minute); err != nil || vlan.State != Normal {
		t.Errorf("%v, %v", vlan, err)
	}
	if len(served.asked) != 5 {
		t.Errorf("asked %q", served.asked)
	}
	if first := served.times[1].Sub(began); first < client.settings.PollInterval {
		t.Errorf("the first look came after %s, before one interval was over", first)
	}
}

func TestWaitsThatFail(t *testing.T) {
	for answer, message := range map[string]string{
		state("FAILED_ADD"):       "unexpected state 'FAILED_ADD'",
		state("REQUIRES_SUPPORT"): "unexpected state 'REQUIRES_SUPPORT'",
		state(""):                 "unexpected state ''",
		gone:                      "is gone",
		`400 {"responseCode":"UNEXPECTED_ERROR"}`: "UNEXPECTED_ERROR",
	} {
		_, client := start(t, map[string][]string{vlanPath: {answer}})
		if _, err := client.WaitForVLAN("V", time.Minute); err == nil || !strings.Contains(err.Error(), message) {
			t.Errorf("%s: %v", answer, err)
		}
	}
}

func TestWaitsEnd(t *testing.T) {
	_, client := start(t, map[string][]string{vlanPath: {state("PENDING_ADD")}})
	if _, err := client.WaitForVLAN("V", 30*time.Millisecond); err == nil || !strings.Contains(err.Error(), "still pending after 30ms") {
		t.Error(err)
	}
}

func TestWaitsForADeletion(t *testing.T) {
	cases := map[string]struct {
		answers  []string
		succeeds bool
	}{
		"gone at once":              {[]string{gone}, true},
		"gone later":                {[]string{state("PENDING_DELETE"), gone}, true},
		"never begun, as published": {[]string{state("NORMAL")}, true},
		"failed":                    {[]string{state("PENDING_DELETE"), state("FAILED_DELETE")}, false},
	}
	for title, one := range cases {
		_, client := start(t, map[string][]string{vlanPath: one.answers})
		if err := client.WaitForNoVLAN("V", time.Minute); (err == nil) != one.succeeds {
			t.Errorf("%s: %v", title, err)
		}
	}
}
