package main

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"

	"plumbline/lab/providers/ddcloud/cloudcontrol"
)

func busy() error { return &cloudcontrol.Refusal{Code: cloudcontrol.ResourceBusy} }

func TestRetryUntilNothingIsBusy(t *testing.T) {
	attempts := 0
	err := retry("try", time.Millisecond, time.Minute, func() error {
		if attempts++; attempts < 4 {
			return busy()
		}
		return nil
	})
	if err != nil || attempts != 4 {
		t.Errorf("%d attempts ended with %v", attempts, err)
	}
}

func TestRetryEndsAtAnotherError(t *testing.T) {
	for _, other := range []error{errors.New("no network"), &cloudcontrol.Refusal{Code: "HAS_DEPENDENCY"}} {
		attempts := 0
		err := retry("try", time.Millisecond, time.Minute, func() error {
			attempts++
			return other
		})
		if !errors.Is(err, other) || attempts != 1 {
			t.Errorf("%d attempts ended with %v", attempts, err)
		}
	}
}

func TestRetryEndsWithItsTime(t *testing.T) {
	err := retry("try", time.Hour, time.Millisecond, busy)
	if !cloudcontrol.IsBusy(err) || !strings.Contains(err.Error(), "after 1 attempts in 1ms") {
		t.Errorf("ended with %v", err)
	}
}

func TestOneChangeAtATime(t *testing.T) {
	cloud := newConnection(settings{retryDelay: time.Millisecond, retryTimeout: time.Minute})
	var running, most int
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			attempts := 0
			_ = cloud.whileBusy("try", func() error {
				running++
				runtime.Gosched()
				most = max(most, running)
				running--
				if attempts++; attempts < 3 {
					return busy()
				}
				return nil
			})
		})
	}
	all.Wait()
	if most != 1 {
		t.Errorf("%d changes were asked for at once", most)
	}
}

// The part of the API that one VLAN needs. It refuses the first deployments.
func TestVLANsHaveARetryPeriodOfTheirOwn(t *testing.T) {
	if period, err := vlanRetryPeriod(); err != nil || period != 30*time.Second {
		t.Errorf("published period is %s, %v", period, err)
	}
	for _, text := range []string{"0s", "-1s", "soon"} {
		t.Setenv(vlanRetryPeriodVariable, text)
		if period, err := vlanRetryPeriod(); err == nil {
			t.Errorf("'%s' is taken for %s", text, period)
		}
	}
	t.Setenv(vlanRetryPeriodVariable, "1ms")

	var calls []string
	api := httptest.NewServer(http.HandlerFunc(func(response http.ResponseWriter, request *http.Request) {
		calls = append(calls, request.Method+" "+request.URL.Path)
		switch {
		case strings.HasSuffix(request.URL.Path, "/myaccount"):
			response.Write([]byte(`<a:Account xmlns:a="x"><a:orgId>ORG</a:orgId></a:Account>`))
		case request.Method == http.MethodPost && len(calls) < 4:
			response.WriteHeader(http.StatusBadRequest)
			response.Write([]byte(`{"responseCode":"RESOURCE_BUSY"}`))
		case request.Method == http.MethodPost:
			response.Write([]byte(`{"responseCode":"IN_PROGRESS","info":[{"name":"vlanId","value":"V"}]}`))
		case strings.HasSuffix(request.URL.Path, "/tag"):
			response.Write([]byte(`{"tag":[],"pageCount":0}`))
		default:
			response.Write([]byte(`{"id":"V","name":"v","state":"NORMAL"}`))
		}
	}))
	defer api.Close()
	// an hour: with the provider block's period this test would not end
	cloud := newConnection(settings{
		Settings:   cloudcontrol.Settings{Endpoint: api.URL, PollInterval: time.Millisecond},
		retryDelay: time.Hour, retryTimeout: time.Hour,
	})
	data := schema.TestResourceDataRaw(t, vlan().Schema, map[string]any{
		"name": "v", "networkdomain": "D", "ipv4_base_address": "10.0.0.0", "ipv4_prefix_size": 24,
	})
	if err := createVLAN(data, cloud); err != nil {
		t.Fatal(err)
	}
	deployments := slices.DeleteFunc(slices.Clone(calls), func(call string) bool { return !strings.HasPrefix(call, "POST") })
	if len(deployments) != 3 || deployments[0] != "POST /caas/2.9/ORG/network/deployVlan" || data.Id() != "V" {
		t.Errorf("calls were %q", calls)
	}
}
