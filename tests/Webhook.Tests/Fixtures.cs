using System.Security.Cryptography;
using System.Text;
using SalesFlow.WebApi.Channels;

namespace SalesFlow.Webhook.Tests;

/// <summary>Bodies of the shapes that Meta sends.</summary>
internal static class Fixtures
{
    public const string Number = "700100200300";
    public const string Account = "900100200300";
    public const string Phone = "966551234567";
    public const string Bsuid = "SA.4455667788";
    public static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_795_000_000);
    public static readonly long Then = Now.ToUnixTimeSeconds() - 60;

    public static string Body(params string[] changes) => Entry(Account, changes);

    public static string Entry(string account, params string[] changes) => $$"""
        {"object":"whatsapp_business_account","entry":[{"id":"{{account}}","time":{{Then}},"changes":[{{string.Join(',', changes)}}]}]}
        """;

    public static string Value(string inner, string number = Number, string? contacts = null, string field = "messages") =>
        "{\"field\":\"" + field + "\",\"value\":{\"messaging_product\":\"whatsapp\",\"metadata\":{\"display_phone_number\":\"966800111222\",\"phone_number_id\":\""
        + number + "\"},\"contacts\":" + (contacts ?? People()) + "," + inner + "}}";

    public static string People(string? phone = Phone, string? bsuid = Bsuid, string name = "سارة العتيبي", string? username = null) =>
        "[{\"profile\":{\"name\":\"" + name + "\"" + (username is null ? "" : ",\"username\":\"" + username + "\"") + "}"
        + (phone is null ? "" : ",\"wa_id\":\"" + phone + "\"") + (bsuid is null ? "" : ",\"user_id\":\"" + bsuid + "\"") + "}]";

    /// <summary>A message with its envelope; the rest is its type and what the type carries.</summary>
    public static string Message(string id, string rest, string? phone = Phone, string? bsuid = Bsuid, string? timestamp = null) =>
        "{" + (phone is null ? "" : "\"from\":\"" + phone + "\",") + (bsuid is null ? "" : "\"from_user_id\":\"" + bsuid + "\",")
        + "\"id\":\"" + id + "\",\"timestamp\":" + (timestamp ?? "\"" + Then + "\"") + "," + rest + "}";

    public static string Words(string id, string body, string? phone = Phone, string? bsuid = Bsuid) =>
        Message(id, "\"type\":\"text\",\"text\":{\"body\":" + System.Text.Json.JsonSerializer.Serialize(body) + "}", phone, bsuid);

    public static string Messages(params string[] messages) => "\"messages\":[" + string.Join(',', messages) + "]";

    public static string Statuses(params string[] statuses) => "\"statuses\":[" + string.Join(',', statuses) + "]";

    public static string Status(string wamid, string status, string rest = "", string? callback = "sf1:conv1:msg1") =>
        "{\"id\":\"" + wamid + "\",\"status\":\"" + status + "\",\"timestamp\":\"" + Then + "\",\"recipient_id\":\"" + Phone + "\""
        + (callback is null ? "" : ",\"biz_opaque_callback_data\":\"" + callback + "\"") + rest + "}";

    public static ParsedWebhook Parse(string body) => WebhookParser.Parse(Encoding.UTF8.GetBytes(body), Now);

    /// <summary>Parses one message and gives it.</summary>
    public static ChatItem One(string rest, string? contacts = null)
    {
        var parsed = Parse(Body(Value(Messages(Message("wamid.1", rest)), contacts: contacts)));
        return Assert.Single(Assert.Single(parsed.Numbers).Chats);
    }

    public static string Sign(byte[] body, string secret) => "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));
}
