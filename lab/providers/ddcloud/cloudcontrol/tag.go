package cloudcontrol

// Types of assets that the provider tags.
const (
	ServerAsset = "SERVER"
	VLANAsset   = "VLAN"
)

const tagPageSize = 20

// Tag of an asset.
type Tag struct {
	Name  string `json:"tagKeyName"`
	Value string `json:"value"`
}

// Tags of an asset. The answer for a page past the last one may be UNEXPECTED_ERROR, which ends the list like an empty
// page.
func (client *Client) Tags(assetType, assetID string) ([]Tag, error) {
	what := "tags of " + assetType + " " + assetID
	var all []Tag
	for tags, err := range pages[Tag](client, what, "2.13", "tag/tag", "tag", tagPageSize, "assetId", assetID, "assetType", assetType) {
		if HasCode(err, UnexpectedError) {
			break
		}
		if err != nil {
			return nil, err
		}
		all = append(all, tags...)
	}
	return all, nil
}

func (client *Client) ApplyTags(assetType, assetID string, tags []Tag) error {
	body := struct {
		AssetType string `json:"assetType"`
		AssetID   string `json:"assetId"`
		Tags      []Tag  `json:"tag"`
	}{assetType, assetID, tags}
	_, err := client.change("apply tags to "+assetType+" "+assetID, "2.13", "tag/applyTags", body, OK)
	return err
}

func (client *Client) RemoveTags(assetType, assetID string, names []string) error {
	body := struct {
		AssetType string   `json:"assetType"`
		AssetID   string   `json:"assetId"`
		Names     []string `json:"tagKeyName"`
	}{assetType, assetID, names}
	_, err := client.change("remove tags from "+assetType+" "+assetID, "2.13", "tag/removeTags", body, OK)
	return err
}
