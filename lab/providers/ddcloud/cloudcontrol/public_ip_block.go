package cloudcontrol

import (
	"fmt"
	"iter"
)

// PublicIPBlock in the form of API 2.13.
type PublicIPBlock struct {
	ID     string `json:"id"`
	BaseIP string `json:"baseIp"`
	Size   int    `json:"size"`
}

// AddPublicIPBlock adds two public addresses to a network domain and reads them. API operations: addPublicIpBlock, then
// publicIpBlock.
func (client *Client) AddPublicIPBlock(networkDomainID string) error {
	body := struct {
		NetworkDomainID string `json:"networkDomainId"`
	}{networkDomainID}
	what := "add public IP block to network domain " + networkDomainID
	id, err := client.made(what, "2.13", "network/addPublicIpBlock", body, "ipBlockId", OK)
	if err != nil {
		return err
	}
	block, err := find[PublicIPBlock](client, "public IP block "+id, "2.13", "network/publicIpBlock/"+id)
	if err == nil && block == nil {
		return fmt.Errorf("public IP block %s is not there after it was added", id)
	}
	return err
}

func (client *Client) PublicIPBlocks(networkDomainID string) iter.Seq2[[]PublicIPBlock, error] {
	what := "public IP blocks of network domain " + networkDomainID
	return pages[PublicIPBlock](client, what, "2.13", "network/publicIpBlock", "publicIpBlock", DefaultPageSize,
		"networkDomainId", networkDomainID)
}

func (client *Client) RemovePublicIPBlock(id string) error {
	_, err := client.change("remove public IP block "+id, "2.13", "network/removePublicIpBlock", byID{id}, OK)
	return err
}
