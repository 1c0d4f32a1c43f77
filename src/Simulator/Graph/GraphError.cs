using System.Text.Json;

namespace SalesFlow.Simulator.Graph;

/// <summary>A refusal in the shape of the Graph API.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Code">The code that callers decide on.</param>
/// <param name="Title">The message without its code.</param>
/// <param name="Details">What exactly is wrong.</param>
/// <param name="Subcode">A second code, or null.</param>
/// <param name="RetryAfterSeconds">The <c>Retry-After</c> header, or null.</param>
internal sealed record GraphError(int Status, int Code, string Title, string Details, int? Subcode = null, int? RetryAfterSeconds = null)
{
    public static GraphError Missing(string parameter) =>
        new(400, 131008, "Required parameter is missing", $"The parameter {parameter} is required.");

    public static GraphError Invalid(string details) => new(400, 131009, "Parameter value is not valid", details);

    public static GraphError Parameter(string details) => new(400, 100, "Invalid parameter", details);

    public static GraphError UnknownObject(string id) => new(
        400, 100, "Unsupported request",
            $"Object with ID '{id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation.", 33);

    public static GraphError TokenInvalid(string details, int? subcode = null) => new(401, 190, "Error validating access token", details, subcode);

    public static GraphError NoPermission { get; } = new(
        403, 10, "Application does not have permission for this action", "The token does not belong to this phone number.");

    public static GraphError Throughput { get; } = new(
        429, 130429, "Rate limit hit", "Cloud API message throughput has been reached.", RetryAfterSeconds: 1);

    public static GraphError PairRate { get; } = new(
        400, 131056, "(Business Account, Consumer Account) pair rate limit hit",
        "Too many messages sent from this phone number to the same phone number in a short period of time.");

    public static GraphError WindowClosed { get; } = new(
        400, 131047, "Re-engagement message", "More than 24 hours have passed since the recipient last replied to the sender number.");

    public static GraphError Undeliverable { get; } = new(400, 131026, "Message undeliverable", "Message Undeliverable.");

    public static GraphError ServerTrouble { get; } = new(500, 131000, "Something went wrong", "Message failed to send due to an unknown error.");

    public static GraphError Overloaded { get; } = new(503, 131016, "Service overloaded", "The service is temporarily unavailable.",
        RetryAfterSeconds: 1);

    /// <summary>Writes the body of an HTTP answer.</summary>
    public void Write(Utf8JsonWriter json, string traceId)
    {
        json.WriteStartObject();
        json.WriteStartObject("error");
        json.WriteString("message", $"(#{Code}) {Title}");
        json.WriteString("type", "OAuthException");
        json.WriteNumber("code", Code);
        json.WriteStartObject("error_data");
        json.WriteString("messaging_product", "whatsapp");
        json.WriteString("details", Details);
        json.WriteEndObject();
        if (Subcode is { } subcode) json.WriteNumber("error_subcode", subcode);
        json.WriteString("fbtrace_id", traceId);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
