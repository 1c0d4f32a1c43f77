using System.Text.Json;
using System.Text.Json.Serialization;

namespace SalesFlow.Client;

/// <summary>Why the product refused: its <c>application/problem+json</c> (RFC 9457).</summary>
public sealed record SalesFlowProblem
{
    private const string Prefix = "urn:salesflow:problem:";
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    /// <summary>A stable word for the kind of problem, as a URI.</summary>
    public string Type { get; init; } = "";

    /// <summary>The kind of problem in words.</summary>
    public string Title { get; init; } = "";

    /// <summary>The HTTP status.</summary>
    public int Status { get; init; }

    /// <summary>What went wrong this time.</summary>
    public string Detail { get; init; } = "";

    /// <summary>Finds the request in the installation's logs.</summary>
    public string TraceId { get; init; } = "";

    /// <summary>Messages by field.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Errors { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>What else the problem says, such as <c>duplicates</c> or <c>current</c>.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement> More { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>The word at the end of the type: <c>validation</c>, <c>stale_version</c>, <c>not_found</c> …</summary>
    [JsonIgnore]
    public string Code => Type.StartsWith(Prefix, StringComparison.Ordinal) ? Type[Prefix.Length..] : Type;

    internal static SalesFlowProblem? Read(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        try
        {
            return JsonSerializer.Deserialize<SalesFlowProblem>(text, Options);
        }
        catch (JsonException)
        {
            // Not ours: a proxy's page, for example.
            return null;
        }
    }
}

/// <summary>The product refused a request.</summary>
public partial class SalesFlowException
{
    private SalesFlowProblem? _problem;

    /// <summary>Why, or null where the answer was not the product's.</summary>
    public SalesFlowProblem? Problem => _problem ??= SalesFlowProblem.Read(Response);
}
