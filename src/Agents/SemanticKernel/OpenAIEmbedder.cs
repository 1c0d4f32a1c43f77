using System.ClientModel;
using System.ClientModel.Primitives;
using Microsoft.Extensions.Configuration;
using OpenAI;
using OpenAI.Embeddings;
using SalesFlow.Knowledge;

namespace SalesFlow.Agents.SemanticKernel;

/// <summary>The settings of embeddings: <c>Agents:Embeddings:Model</c>, on the endpoint and with the key of <c>Agents:OpenAI</c>.</summary>
/// <param name="Endpoint">Up to and including <c>/v1</c>.</param>
/// <param name="ApiKey">A secret; it is never written anywhere.</param>
/// <param name="Model">The model's name there.</param>
internal sealed record EmbeddingOptions(Uri Endpoint, string ApiKey, string Model)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Endpoint} {Model}"; // a record's own text would show the key

    /// <summary>Reads and checks the settings; null where no model is set.</summary>
    /// <exception cref="InvalidOperationException">A model is set and its endpoint or key is not; the message names the key.</exception>
    public static EmbeddingOptions? Read(IConfiguration configuration)
    {
        if (configuration["Agents:Embeddings:Model"] is not { } model || string.IsNullOrWhiteSpace(model)) return null;
        var endpoint = Required(configuration, "Agents:OpenAI:Endpoint");
        return Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? new EmbeddingOptions(uri, Required(configuration, "Agents:OpenAI:ApiKey"), model)
            : throw new InvalidOperationException($"Agents:OpenAI:Endpoint is '{endpoint}'; it must be an http or https address such as https://api.openai.com/v1.");
    }

    private static string Required(IConfiguration configuration, string key) =>
        configuration[key] is { } value && !string.IsNullOrWhiteSpace(value)
            ? value
            : throw new InvalidOperationException($"{key} is not set; it is required where Agents:Embeddings:Model is.");
}

/// <summary>Asks an OpenAI-compatible endpoint for vectors. Texts are not logged; there are no retries, whoever asks knows the deadline.</summary>
internal sealed class OpenAIEmbedder(EmbeddingOptions options) : IEmbedder
{
    private static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(30);

    private readonly EmbeddingClient _client = new OpenAIClient(new ApiKeyCredential(options.ApiKey), new OpenAIClientOptions
    {
        Endpoint = options.Endpoint,
        NetworkTimeout = LongestCall,
        RetryPolicy = new ClientRetryPolicy(0),
        ClientLoggingOptions = new ClientLoggingOptions { EnableLogging = false, EnableMessageContentLogging = false, EnableMessageLogging = false },
    }).GetEmbeddingClient(options.Model);

    public string Model => options.Model;

    public async Task<IReadOnlyList<float[]>> Embed(IReadOnlyList<string> texts, CancellationToken ct)
    {
        try
        {
            var answer = await _client.GenerateEmbeddingsAsync(texts, cancellationToken: ct);
            var vectors = answer.Value.OrderBy(e => e.Index).Select(e => e.ToFloats().ToArray()).ToList();
            return vectors.Count == texts.Count ? vectors : throw new EmbeddingException("The provider gave another number of vectors than asked for.");
        }
        catch (Exception e) when (e is ClientResultException or HttpRequestException or IOException or System.Text.Json.JsonException or InvalidOperationException)
        {
            throw new EmbeddingException(e is ClientResultException { Status: > 0 and var status } ? $"The provider answered {status}." : "The provider does not answer.", e);
        }
    }
}
