using System.Text;
using System.Text.Json;
using SalesFlow.Conversations;

namespace SalesFlow.WebApi.Channels;

internal static partial class WebhookParser
{
    private const int MostItems = 30;

    private sealed partial class Reading
    {
        private static Content? Location(JsonElement? found)
        {
            if (found is not { } place
                || Coordinate(place, "latitude"u8, 90) is not { } latitude
                || Coordinate(place, "longitude"u8, 180) is not { } longitude)
                return null;
            var name = Blank(place.Text("name"u8, 512));
            var address = Blank(place.Text("address"u8, 512));
            return new Content(InboundKind.Location, name is null ? address : address is null ? name : $"{name}\n{address}")
            {
                More = json =>
                {
                    json.WriteNumber("latitude"u8, latitude);
                    json.WriteNumber("longitude"u8, longitude);
                    if (name is not null) json.WriteString("name"u8, name);
                    if (address is not null) json.WriteString("address"u8, address);
                    if (Blank(place.Text("url"u8, 512)) is { } url) json.WriteString("url"u8, url);
                },
            };
        }

        private static double? Coordinate(JsonElement place, ReadOnlySpan<byte> name, double most) =>
            place.Text(name, 40) is { } text && double.TryParse(text, global::System.Globalization.CultureInfo.InvariantCulture, out var value)
                && double.IsFinite(value) && Math.Abs(value) <= most ? value : null;

        private static Content? Cards(JsonElement m)
        {
            if (m.Array("contacts"u8) is not { } cards) return null;
            var people = new List<(string? Name, List<string> Phones)>();
            foreach (var card in cards.EnumerateArray())
            {
                if (people.Count == MostItems) break;
                var phones = new List<string>();
                if (card.Array("phones"u8) is { } list)
                {
                    foreach (var phone in list.EnumerateArray())
                        if (phones.Count < 5 && Blank(phone.Text("wa_id"u8, 32) ?? phone.Text("phone"u8, 32)) is { } number) phones.Add(number);
                }
                people.Add((Blank(card.Object("name"u8)?.Text("formatted_name"u8, 255)) ?? CardName(card.Text("vcard"u8, 4096)), phones));
            }
            var names = string.Join(", ", people.Select(p => p.Name).Where(n => n is not null));
            return Words(new Content(InboundKind.Contacts)
            {
                More = json =>
                {
                    if (Blank(m.Text("origin"u8, 64)) is { } origin) json.WriteString("origin"u8, origin);
                    json.WriteStartArray("contacts"u8);
                    foreach (var (name, phones) in people)
                    {
                        json.WriteStartObject();
                        if (name is not null) json.WriteString("name"u8, name);
                        json.WriteStartArray("phones"u8);
                        foreach (var phone in phones) json.WriteStringValue(phone);
                        json.WriteEndArray();
                        json.WriteEndObject();
                    }
                    json.WriteEndArray();
                },
            }, names);
        }

        /// <summary>The full name of a vCard.</summary>
        private static string? CardName(string? vcard)
        {
            foreach (var line in (vcard ?? string.Empty).AsSpan().EnumerateLines())
                if (line.StartsWith("FN:", StringComparison.OrdinalIgnoreCase)) return Blank(Json.Cut(line[3..].Trim().ToString(), 255));
            return null;
        }

        private static Content? Interactive(JsonElement? found)
        {
            if (found is not { } interactive) return null;
            if (interactive.Object("button_reply"u8) is { } button)
                return Words(new Content(InboundKind.Choice) { Payload = Blank(button.Text("id"u8)) }, button.Text("title"u8, int.MaxValue));
            if (interactive.Object("list_reply"u8) is { } row)
                return Words(new Content(InboundKind.Choice) { Payload = Blank(row.Text("id"u8)) }, row.Text("title"u8, int.MaxValue));
            if (interactive.Object("nfm_reply"u8) is { } form)
            {
                var answer = form.Text("response_json"u8, int.MaxValue);
                if (form.Object("response_json"u8) is { } direct) answer = direct.GetRawText();
                if (answer?.Length > Json.LongestPayload) answer = """{"truncated":true}""";
                return Words(new Content(InboundKind.Flow) { Payload = Blank(answer) }, form.Text("body"u8, int.MaxValue));
            }
            if (interactive.Object("call_permission_reply"u8) is { } permission)
            {
                return new Content(InboundKind.System)
                {
                    More = json =>
                    {
                        json.WriteString("type"u8, "call_permission_reply"u8);
                        if (Blank(permission.Text("response"u8, 32)) is { } response) json.WriteString("response"u8, response);
                    },
                };
            }
            return Blank(interactive.Text("type"u8, 64)) is { } type
                ? new Content(InboundKind.Unsupported) { Strange = true, More = json => json.WriteString("type"u8, type) }
                : null;
        }

        private static Content? Order(JsonElement? found)
        {
            if (found is not { } order || order.Array("product_items"u8) is not { } list) return null;
            var items = new List<(string Id, string Quantity, string? Price, string? Currency)>();
            var summary = new StringBuilder(order.Text("text"u8, LongestText));
            foreach (var item in list.EnumerateArray())
            {
                if (items.Count == MostItems) break;
                if (Blank(item.Text("product_retailer_id"u8, 100)) is not { } id) continue;
                // Quantity and price come as numbers from some phones and as strings from others.
                var quantity = Blank(item.Text("quantity"u8, 20)) ?? "1";
                var (price, currency) = (Blank(item.Text("item_price"u8, 30)), Blank(item.Text("currency"u8, 8)));
                items.Add((id, quantity, price, currency));
                if (summary.Length > 0) summary.Append('\n');
                summary.Append(quantity).Append(" × ").Append(id);
                if (price is not null) summary.Append(" (").Append(price).Append(currency is null ? string.Empty : " " + currency).Append(')');
            }
            return Words(new Content(InboundKind.Order)
            {
                More = json =>
                {
                    if (Blank(order.Text("catalog_id"u8, 64)) is { } catalogue) json.WriteString("catalog_id"u8, catalogue);
                    json.WriteStartArray("items"u8);
                    foreach (var (id, quantity, price, currency) in items)
                    {
                        json.WriteStartObject();
                        json.WriteString("id"u8, id);
                        json.WriteString("quantity"u8, quantity);
                        if (price is not null) json.WriteString("price"u8, price);
                        if (currency is not null) json.WriteString("currency"u8, currency);
                        json.WriteEndObject();
                    }
                    json.WriteEndArray();
                },
            }, summary.ToString());
        }
    }
}
