package cloudcontrol

import (
	"strings"
	"testing"
)

const rules = "GET /caas/2.2/ORG/network/natRule?networkDomainId=D&pageNumber="

func TestPagesUntilOneIsEmpty(t *testing.T) {
	served, client := start(t, map[string][]string{
		rules + "1&pageSize=50": {`{"natRule":[{"id":"a"},{"id":"b"}],"pageCount":2}`},
		rules + "2&pageSize=50": {`{"natRule":[{"id":"c"}],"pageCount":1}`},
		rules + "3&pageSize=50": {`{"natRule":[],"pageCount":0}`},
	})
	found := ""
	for page, err := range client.NATRules("D") {
		if err != nil {
			t.Fatal(err)
		}
		for _, rule := range page {
			found += rule.ID
		}
	}
	if found != "abc" || len(served.asked) != 4 {
		t.Errorf("found %s with %q", found, served.asked)
	}
}

func TestPagesNoFurtherThanTheyAreRead(t *testing.T) {
	served, client := start(t, map[string][]string{rules + "1&pageSize=50": {`{"natRule":[{"id":"a"}],"pageCount":1}`}})
	for range client.NATRules("D") {
		break
	}
	if len(served.asked) != 2 {
		t.Errorf("asked %q", served.asked)
	}
}

func TestATagPageBehindTheLastMayFail(t *testing.T) {
	const tags = "GET /caas/2.13/ORG/tag/tag?assetId=S&assetType=SERVER&pageNumber="
	_, client := start(t, map[string][]string{
		tags + "1&pageSize=20": {`{"tag":[{"tagKeyName":"role","value":"source"}],"pageCount":1}`},
		tags + "2&pageSize=20": {`400 {"responseCode":"UNEXPECTED_ERROR"}`},
	})
	if found, err := client.Tags(ServerAsset, "S"); err != nil || len(found) != 1 || found[0].Value != "source" {
		t.Errorf("%v, %v", found, err)
	}
}

func TestSearchesByName(t *testing.T) {
	const path = "GET /caas/2.9/ORG/image/osImage?name=Ubuntu+14.04+2+CPU&datacenterId=AU10"
	_, client := start(t, map[string][]string{path: {
		`{"osImage":[],"pageCount":0}`,
		`{"osImage":[{"id":"I"}],"pageCount":1}`,
		`{"osImage":[{"id":"I"},{"id":"J"}],"pageCount":2}`,
	}})
	if image, err := client.FindOSImage("Ubuntu 14.04 2 CPU", "AU10"); image != nil || err != nil {
		t.Errorf("%v, %v", image, err)
	}
	if image, err := client.FindOSImage("Ubuntu 14.04 2 CPU", "AU10"); err != nil || image.ID != "I" {
		t.Errorf("%v, %v", image, err)
	}
	if _, err := client.FindOSImage("Ubuntu 14.04 2 CPU", "AU10"); err == nil || !strings.Contains(err.Error(), "2 of OS image") {
		t.Error(err)
	}
}

func TestDisksOfCustomerImagesAreNotSeen(t *testing.T) {
	_, client := start(t, map[string][]string{
		"GET /caas/2.5/ORG/image/customerImage/I": {`{"id":"I","scsiController":[{"id":"C","disk":[{"scsiId":0}]}]}`},
	})
	if image, err := client.CustomerImage("I"); err != nil || !image.OfCustomer || image.SCSIControllers != nil {
		t.Errorf("%+v, %v", image, err)
	}
}

func TestServersWithIncompleteNICsAreRefused(t *testing.T) {
	for _, nic := range []string{`{"id":"N"}`, `{"privateIpv4":"10.0.0.1"}`} {
		_, client := start(t, map[string][]string{
			"GET /caas/2.10/ORG/server/server/S": {`{"id":"S","networkInfo":{"primaryNic":` + nic + `}}`},
		})
		if _, err := client.Server("S"); err == nil || !strings.Contains(err.Error(), "is refused") {
			t.Errorf("%s: %v", nic, err)
		}
	}
}

func TestServersWithoutBackup(t *testing.T) {
	const path = "GET /oec/0.9/ORG/server/S/backup"
	reason := func(code string) string {
		return `400 <a:Status xmlns:a="x"><a:result>ERROR</a:result><a:resultCode>` + code + `</a:resultCode></a:Status>`
	}
	for _, code := range []string{"REASON_540", "REASON_541", "REASON_543", "REASON_544"} {
		_, client := start(t, map[string][]string{path: {reason(code)}})
		if backup, err := client.ServerBackup("S"); backup != nil || err != nil {
			t.Errorf("%s: %v, %v", code, backup, err)
		}
	}
	_, client := start(t, map[string][]string{path: {
		reason("REASON_554"),
		`<a:BackupDetails xmlns:a="http://oec.api.opsource.net/schemas/backup" assetId="A"><a:backupClient id="C" type="FA.Linux"/></a:BackupDetails>`,
		`<BackupDetails assetId="A"/>`,
	}})
	if _, err := client.ServerBackup("S"); !HasCode(err, "REASON_554") {
		t.Error(err)
	}
	if backup, err := client.ServerBackup("S"); err != nil || backup.AssetID != "A" || backup.Clients[0].Type != "FA.Linux" {
		t.Errorf("%+v, %v", backup, err)
	}
	if _, err := client.ServerBackup("S"); err == nil {
		t.Error("a document without its namespace was read")
	}
}
