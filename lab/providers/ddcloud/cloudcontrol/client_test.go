package cloudcontrol

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// api answers by method and path, the last answer again and again, and records the requests.
type api struct {
	lock    sync.Mutex
	answers map[string][]string
	asked   []string
	times   []time.Time
}

const account = `<?xml version="1.0"?><ns3:Account xmlns:ns3="http://oec.api.opsource.net/schemas/directory"><ns3:orgId>ORG</ns3:orgId></ns3:Account>`

// start serves answers; an answer that begins with a number has this status.
func start(t *testing.T, answers map[string][]string) (*api, *Client) {
	t.Helper()
	served := &api{answers: answers}
	if answers["GET /oec/0.9/myaccount"] == nil {
		answers["GET /oec/0.9/myaccount"] = []string{account}
	}
	server := httptest.NewServer(served)
	t.Cleanup(server.Close)
	return served, NewClient(Settings{Endpoint: server.URL, Username: "u", Password: "p", PollInterval: 5 * time.Millisecond})
}

func (api *api) ServeHTTP(response http.ResponseWriter, request *http.Request) {
	api.lock.Lock()
	defer api.lock.Unlock()
	key := request.Method + " " + request.URL.RequestURI()
	api.asked = append(api.asked, key)
	api.times = append(api.times, time.Now())
	left := api.answers[key]
	if len(left) == 0 {
		http.Error(response, "unknown: "+key, http.StatusTeapot)
		return
	}
	if len(left) > 1 {
		api.answers[key] = left[1:]
	}
	status, text := http.StatusOK, left[0]
	if number, rest, ok := strings.Cut(text, " "); ok && len(number) == 3 {
		fmt.Sscan(number, &status)
		text = rest
	}
	if status == 0 {
		panic(http.ErrAbortHandler)
	}
	response.WriteHeader(status)
	response.Write([]byte(text))
}

func TestTheAccountIsAskedForOnce(t *testing.T) {
	served, client := start(t, map[string][]string{
		"GET /caas/2.9/ORG/network/vlan/V": {`{"id":"V","state":"NORMAL"}`},
	})
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if vlan, err := client.VLAN("V"); err != nil || vlan.ID != "V" {
				t.Errorf("%v, %v", vlan, err)
			}
		})
	}
	all.Wait()
	if len(served.asked) != 9 || served.asked[0] != "GET /oec/0.9/myaccount" {
		t.Errorf("asked %q", served.asked)
	}
}

func TestAccountsThatAreNone(t *testing.T) {
	for answer, message := range map[string]string{
		"401 <html/>":               "invalid credentials",
		"500 broken":                "is no Account document",
		`<Status><x>y</x></Status>`: "is no Account document",
	} {
		_, client := start(t, map[string][]string{"GET /oec/0.9/myaccount": {answer}})
		if _, err := client.VLAN("V"); err == nil || !strings.Contains(err.Error(), message) {
			t.Errorf("%s: %v", answer, err)
		}
	}
}

func TestReading(t *testing.T) {
	cases := map[string]struct{ found, fails bool }{
		`{"id":"V"}`: {true, false},
		`400 {"responseCode":"RESOURCE_NOT_FOUND"}`: {false, false},
		`404 {"responseCode":"RESOURCE_NOT_FOUND"}`: {false, false},
		`400 {"responseCode":"UNEXPECTED_ERROR"}`:   {false, true},
		`503 <html/>`:    {false, true},
		`202 {"id":"V"}`: {false, true},
		`not of the API`: {false, true},
	}
	for answer, expected := range cases {
		_, client := start(t, map[string][]string{"GET /caas/2.9/ORG/network/vlan/V": {answer}})
		vlan, err := client.VLAN("V")
		if (vlan != nil) != expected.found || (err != nil) != expected.fails {
			t.Errorf("%s: %v, %v", answer, vlan, err)
		}
	}
}

func TestANetworkDomainWhoseProgressIsAnObjectCannotBeRead(t *testing.T) {
	_, client := start(t, map[string][]string{"GET /caas/2.4/ORG/network/networkDomain/D": {`{"id":"D","progress":{"step":1}}`}})
	if _, err := client.NetworkDomain("D"); err == nil {
		t.Error("was read")
	}
}

func TestTheCodeOfAnAnswerCountsAndNotItsStatus(t *testing.T) {
	const path = "POST /caas/2.2/ORG/server/startServer"
	_, client := start(t, map[string][]string{path: {`500 {"responseCode":"IN_PROGRESS"}`, `{"responseCode":"RESOURCE_BUSY","message":"later"}`}})
	if err := client.StartServer("S"); err != nil {
		t.Error(err)
	}
	if err := client.StartServer("S"); !IsBusy(err) || !strings.Contains(err.Error(), "start server S") {
		t.Error(err)
	}
}

func TestTheStatusOfAnAnswerCountsForTheSpeedOfADisk(t *testing.T) {
	const path = "POST /caas/2.10/ORG/server/changeDiskSpeed"
	_, client := start(t, map[string][]string{path: {`{"responseCode":"ANYTHING"}`, `400 {"responseCode":"OK"}`}})
	if err := client.ChangeDiskSpeed("D", "STANDARD", nil); err != nil {
		t.Error(err)
	}
	if err := client.ChangeDiskSpeed("D", "STANDARD", nil); err == nil {
		t.Error("status 400 was taken for a success")
	}
}

func TestAnswersThatLackAnID(t *testing.T) {
	_, client := start(t, map[string][]string{
		"POST /caas/2.13/ORG/network/createNatRule": {
			`{"responseCode":"OK","info":[{"name":"natRuleId","value":"N"},{"name":"more","value":"x"}]}`,
			`{"responseCode":"OK","info":[]}`,
		},
		"POST /caas/2.10/ORG/server/addDisk":             {`{"responseCode":"IN_PROGRESS","info":[{"name":"serverId","value":"S"}]}`},
		"POST /caas/2.4/ORG/network/deployNetworkDomain": {`{"responseCode":"IN_PROGRESS","info":[]}`},
	})
	for range 2 {
		if id, err := client.CreateNATRule("D", "10.0.0.1", ""); err == nil {
			t.Errorf("NAT rule %s", id)
		}
	}
	if client.AddDisk("C", Disk{}) == nil {
		t.Error("a disk without an id was accepted")
	}
	if id, err := client.DeployNetworkDomain("n", "", "", "EU6"); err == nil {
		t.Errorf("network domain '%s'", id)
	}
}

func TestNoAnswerIsAskedForAgainAsOftenAsTheSettingsSay(t *testing.T) {
	for retries, succeeds := range map[int]bool{0: false, 1: false, 2: true} {
		served, client := start(t, map[string][]string{
			"POST /caas/2.2/ORG/server/startServer": {"000 ", "000 ", `{"responseCode":"IN_PROGRESS"}`},
		})
		client.settings.NetworkRetries = retries
		if err := client.StartServer("S"); (err == nil) != succeeds {
			t.Errorf("%d retries: %v", retries, err)
		}
		if len(served.asked) != retries+2 {
			t.Errorf("%d retries: asked %q", retries, served.asked)
		}
	}
}
