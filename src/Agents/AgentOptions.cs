using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace SalesFlow.Agents;

/// <summary>The settings under <c>Agents</c> and <c>SalesFlow:Agents</c>, checked when they are read.</summary>
internal sealed record AgentOptions
{
    /// <summary><c>SalesFlow:Agents:Directory</c>: where the agents' folders are; by default <c>agents</c> beside the program.</summary>
    public required string Directory { get; init; }

    /// <summary><c>Agents:HotReload</c>: whether changed definitions are read anew while the program runs; null for in development only.</summary>
    public bool? HotReload { get; init; }

    /// <summary><c>Agents:Provider</c>: null for offline.</summary>
    public OpenAIOptions? OpenAI { get; init; }

    /// <summary><c>Agents:TurnDeadline</c>: a model's whole turn, retries included; 20 seconds.</summary>
    public TimeSpan TurnDeadline { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary><c>Agents:MaxConcurrentCalls</c>: calls to the model at once in this process; 512.</summary>
    public int MaxConcurrentCalls { get; init; } = 512;

    /// <summary><c>Agents:MaxQueuedCalls</c>: calls that wait for one of those; beyond them the offline engine answers; 1,024.</summary>
    public int MaxQueuedCalls { get; init; } = 1_024;

    /// <summary><c>Agents:Breaker:Failures</c>: failures in a row that open the breaker; 5.</summary>
    public int BreakerFailures { get; init; } = 5;

    /// <summary><c>Agents:Breaker:Pause</c>: how long it stays open before one call tries again; 15 seconds.</summary>
    public TimeSpan BreakerPause { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary><c>Agents:Budget:TokensPerTenantDay</c>: overrides the agents' own limit; 0 for none; null to leave it to them.</summary>
    public long? TokensPerTenantDay { get; init; }

    /// <summary><c>Agents:Budget:SarPerRun</c>, <c>SarPerConversation</c>, <c>SarPerTenantDay</c>, <c>SarPerTenantMonth</c>: riyals; null for no limit.</summary>
    public decimal? SarPerRun { get; init; }

    /// <summary>See <see cref="SarPerRun"/>.</summary>
    public decimal? SarPerConversation { get; init; }

    /// <summary>See <see cref="SarPerRun"/>; by Riyadh's day.</summary>
    public decimal? SarPerTenantDay { get; init; }

    /// <summary>See <see cref="SarPerRun"/>; by Riyadh's calendar month.</summary>
    public decimal? SarPerTenantMonth { get; init; }

    /// <summary>Reads and checks the settings.</summary>
    /// <exception cref="InvalidOperationException">A setting is missing or out of its limits; the message names its key.</exception>
    public static AgentOptions Read(IConfiguration configuration)
    {
        var provider = configuration["Agents:Provider"] ?? "offline";
        var directory = configuration["SalesFlow:Agents:Directory"];
        var defaults = new AgentOptions { Directory = string.Empty };
        return new AgentOptions
        {
            Directory = string.IsNullOrWhiteSpace(directory) ? Path.Combine(AppContext.BaseDirectory, "agents") : Path.GetFullPath(directory),
            HotReload = configuration["Agents:HotReload"] switch
            {
                null or "" => null,
                var text when bool.TryParse(text, out var reload) => reload,
                var text => throw new InvalidOperationException($"Agents:HotReload is '{text}'; it must be true or false."),
            },
            OpenAI = provider switch
            {
                "offline" => null,
                "openai" => OpenAIOptions.Read(configuration),
                _ => throw new InvalidOperationException($"Agents:Provider is '{provider}'; it must be offline or openai."),
            },
            TurnDeadline = Duration(configuration, "Agents:TurnDeadline", defaults.TurnDeadline, TimeSpan.FromMilliseconds(100),
                TimeSpan.FromMinutes(2)),
            MaxConcurrentCalls = (int)(Whole(configuration, "Agents:MaxConcurrentCalls", 1, 10_000) ?? defaults.MaxConcurrentCalls),
            MaxQueuedCalls = (int)(Whole(configuration, "Agents:MaxQueuedCalls", 0, 100_000) ?? defaults.MaxQueuedCalls),
            BreakerFailures = (int)(Whole(configuration, "Agents:Breaker:Failures", 1, 1_000) ?? defaults.BreakerFailures),
            BreakerPause = Duration(configuration, "Agents:Breaker:Pause", defaults.BreakerPause, TimeSpan.FromMilliseconds(100),
                TimeSpan.FromHours(1)),
            TokensPerTenantDay = Whole(configuration, "Agents:Budget:TokensPerTenantDay", 0, long.MaxValue),
            SarPerRun = Riyals(configuration, "Agents:Budget:SarPerRun"),
            SarPerConversation = Riyals(configuration, "Agents:Budget:SarPerConversation"),
            SarPerTenantDay = Riyals(configuration, "Agents:Budget:SarPerTenantDay"),
            SarPerTenantMonth = Riyals(configuration, "Agents:Budget:SarPerTenantMonth"),
        };
    }

    private static long? Whole(IConfiguration configuration, string key, long min, long max)
    {
        if (configuration[key] is not { Length: > 0 } text) return null;
        return long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max
            ? value
            : throw new InvalidOperationException($"{key} is '{text}'; it must be a whole number from {min} to {max}.");
    }

    private static decimal? Riyals(IConfiguration configuration, string key)
    {
        if (configuration[key] is not { Length: > 0 } text) return null;
        return decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value > 0
            ? value
            : throw new InvalidOperationException($"{key} is '{text}'; it must be a number of riyals above 0, such as 2.50.");
    }

    private static TimeSpan Duration(IConfiguration configuration, string key, TimeSpan otherwise, TimeSpan min, TimeSpan max)
    {
        if (configuration[key] is not { Length: > 0 } text) return otherwise;
        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max
            ? value
            : throw new InvalidOperationException($"{key} is '{text}'; it must be a duration hh:mm:ss from {min} to {max}.");
    }
}

/// <summary>The settings under <c>Agents:OpenAI</c>.</summary>
/// <param name="Endpoint"><c>Agents:OpenAI:Endpoint</c>: any OpenAI-compatible endpoint, up to and including <c>/v1</c>.</param>
/// <param name="ApiKey"><c>Agents:OpenAI:ApiKey</c>: a secret; it is never written anywhere.</param>
/// <param name="Model"><c>Agents:OpenAI:Model</c>: the model's name there.</param>
/// <param name="Stream"><c>Agents:OpenAI:Stream</c>: whether answers are taken as a stream; false.</param>
/// <param name="ResponseFormat">
/// <c>Agents:OpenAI:ResponseFormat</c>: what the endpoint is asked to hold answers to. <c>json_schema</c> (the default): the agent's own output
/// schema, strictly; <c>json_object</c>: any JSON object; <c>text</c>: nothing, for servers that know neither. With the latter two the schema
/// stands in the prompt instead. Whatever it is, every answer is checked here, and prose is taken as the reply.
/// </param>
internal sealed record OpenAIOptions(Uri Endpoint, string ApiKey, string Model, bool Stream, AnswerFormat ResponseFormat = AnswerFormat.JsonSchema)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Endpoint} {Model}"; // a record's own text would show the key

    /// <summary>Reads and checks the settings.</summary>
    /// <exception cref="InvalidOperationException">A setting is missing or malformed; the message names its key.</exception>
    public static OpenAIOptions Read(IConfiguration configuration)
    {
        var endpoint = Required(configuration, "Agents:OpenAI:Endpoint");
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            throw new InvalidOperationException($"Agents:OpenAI:Endpoint is '{endpoint}'; it must be an http or https address such as https://api.openai.com/v1.");
        var stream = configuration["Agents:OpenAI:Stream"];
        if (!bool.TryParse(string.IsNullOrEmpty(stream) ? "false" : stream, out var streams))
            throw new InvalidOperationException($"Agents:OpenAI:Stream is '{stream}'; it must be true or false.");
        return new OpenAIOptions(uri, Required(configuration, "Agents:OpenAI:ApiKey"), Required(configuration, "Agents:OpenAI:Model"), streams,
            Format(configuration));
    }

    private static AnswerFormat Format(IConfiguration configuration) => configuration["Agents:OpenAI:ResponseFormat"] switch
    {
        null or "" or "json_schema" => AnswerFormat.JsonSchema,
        "json_object" => AnswerFormat.JsonObject,
        "text" => AnswerFormat.Text,
        var other => throw new InvalidOperationException($"Agents:OpenAI:ResponseFormat is '{other}'; it must be json_schema, json_object or text."),
    };

    private static string Required(IConfiguration configuration, string key) =>
        configuration[key] is { } value && !string.IsNullOrWhiteSpace(value)
            ? value
            : throw new InvalidOperationException($"{key} is not set; it is required where Agents:Provider is openai.");
}

/// <summary>What an endpoint is asked to hold a model's answers to.</summary>
internal enum AnswerFormat
{
    /// <summary>The agent's output schema.</summary>
    JsonSchema,
    /// <summary>Any JSON object.</summary>
    JsonObject,
    /// <summary>Nothing.</summary>
    Text,
}
