using System.ClientModel;
using System.ClientModel.Primitives;
using OpenAI;

namespace SalesFlow.Agents.SemanticKernel;

/// <summary>
/// The one connection to an OpenAI-compatible endpoint: a client of our own, so that its pool fits hundreds of slow calls at once, without
/// retries (the caller's, who knows the deadline) and without logging a call's content.
/// </summary>
internal sealed class OpenAIConnection : IDisposable
{
    private static readonly TimeSpan LongestCall = TimeSpan.FromMinutes(3);
    private readonly HttpClient _http;

    public OpenAIConnection(OpenAIOptions options, int maxConcurrentCalls)
    {
        _http = new HttpClient(new SocketsHttpHandler
        {
            // A little above the gate, so that a connection that is being closed never holds a call back.
            MaxConnectionsPerServer = maxConcurrentCalls + 32,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
            ConnectTimeout = TimeSpan.FromSeconds(5),
            EnableMultipleHttp2Connections = true,
            UseCookies = false,
            AllowAutoRedirect = false,
        })
        { Timeout = Timeout.InfiniteTimeSpan };
        Client = new OpenAIClient(new ApiKeyCredential(options.ApiKey), new OpenAIClientOptions
        {
            Endpoint = options.Endpoint,
            NetworkTimeout = LongestCall,
            RetryPolicy = new ClientRetryPolicy(0),
            Transport = new HttpClientPipelineTransport(_http),
            ClientLoggingOptions = new ClientLoggingOptions
            {
                EnableLogging = false, EnableMessageContentLogging = false,
                EnableMessageLogging = false
            },
        });
    }

    /// <summary>The client.</summary>
    public OpenAIClient Client { get; }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}
