using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SalesFlow.Simulator.Webhooks;

namespace SalesFlow.Simulator.Graph;

/// <summary>
/// A real HTTP server on the loopback address that behaves like WhatsApp's Graph API: it takes sends and media, checks shapes, tokens and limits,
/// answers with its errors, and tells statuses through the webhook. What it accepted can be asked in process, and under <c>/_sim</c>.
/// </summary>
public sealed partial class GraphDouble : IAsyncDisposable
{
    private readonly GraphOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly GraphDesk _desk;
    private WebApplication? _app;

    /// <summary>Makes a double that does not listen yet.</summary>
    /// <param name="options">Its world.</param>
    /// <param name="webhook">Where statuses go: true where the update was taken.</param>
    /// <param name="time">The clock of windows, limits, statuses and bills.</param>
    /// <param name="log">Told of troubles of its own.</param>
    /// <exception cref="ArgumentException">There is no number.</exception>
    public GraphDouble(GraphOptions options, Func<WebhookUpdate, bool> webhook, TimeProvider time, ILogger log)
    {
        _options = options;
        _time = time;
        _log = log;
        _desk = new GraphDesk(options, time, webhook, Failed);
    }

    /// <summary>A message was accepted. Called in the order of acceptance, within a lock: be quick.</summary>
    public event Action<SentMessage>? MessageAccepted
    {
        add => _desk.Accepted += value;
        remove => _desk.Accepted -= value;
    }

    /// <summary>Where it listens, such as <c>http://127.0.0.1:19001</c>.</summary>
    /// <exception cref="InvalidOperationException">It does not listen.</exception>
    public Uri BaseAddress =>
        new((_app ?? throw new InvalidOperationException("The Graph double does not listen.")).Services.GetRequiredService<IServer>()
        .Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>What goes wrong from now on.</summary>
    /// <exception cref="ArgumentException">Shares or times make no sense.</exception>
    public FaultOptions Faults
    {
        get => _desk.Faults;
        set => _desk.Faults = value;
    }

    /// <summary>The messages that were accepted, in order; at most as many as are kept.</summary>
    public IReadOnlyList<SentMessage> Accepted => _desk.Record();

    /// <summary>How many messages were accepted since the beginning, kept or not.</summary>
    public long AcceptedCount => _desk.Totals.Accepted;

    /// <summary>How many sends were tried, refused ones included.</summary>
    public long AttemptCount => _desk.Totals.Attempts;

    /// <summary>How often messages were marked as read or typing was shown.</summary>
    public long ReadCount => _desk.Totals.Reads;

    /// <summary>Refusals by error code.</summary>
    public IReadOnlyDictionary<int, long> Refusals => _desk.Refusals;

    /// <summary>What the business owes.</summary>
    public IReadOnlyList<BillLine> Bills => _desk.Bills.Lines();

    /// <summary>Statuses that wait for their time.</summary>
    public int StatusesWaiting => _desk.StatusesWaiting;

    /// <summary>Begins to listen.</summary>
    /// <param name="extend">More routes, or null.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    public async Task StartAsync(Action<IEndpointRouteBuilder>? extend = null, CancellationToken ct = default)
    {
        if (_app is not null) throw new InvalidOperationException("The Graph double listens already.");
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = typeof(GraphDouble).Assembly.GetName().Name });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(System.Net.IPAddress.Loopback, _options.Port);
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 110L * 1024 * 1024;
        });
        builder.Services.AddRoutingCore();
        var app = builder.Build();
        app.UseRouting();
        new GraphEndpoints(_desk, _time).Map(app);
        extend?.Invoke(app);
        try
        {
            await app.StartAsync(ct);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        _app = app;
    }

    /// <summary>Makes the id of a message that a customer is about to write.</summary>
    /// <param name="customer">The customer's address.</param>
    public string NewWamid(string customer) => _desk.NewWamid(customer);

    /// <summary>Tells that a customer's message is on its way: it opens the window and counts in the number's throughput.</summary>
    /// <param name="phoneNumberId">The number.</param>
    /// <param name="customer">The customer's address.</param>
    /// <param name="wamid">The message.</param>
    /// <param name="throughAdvertisement">Whether it came through an advertisement, which makes 72 hours free.</param>
    /// <param name="bsuid">The customer's business-scoped id, where the address is the phone: sends to either are to the same customer.</param>
    public void NoteInbound(string phoneNumberId, string customer, string wamid, bool throughAdvertisement = false, string? bsuid = null) =>
        _desk.NoteInbound(phoneNumberId, customer, wamid, throughAdvertisement, bsuid);

    /// <summary>Keeps a file that a customer sends, and gives its id and its hash (base64 of SHA-256).</summary>
    /// <param name="mimeType">Its type.</param>
    /// <param name="content">Its bytes.</param>
    public (string Id, string Sha256) AddMedia(string mimeType, byte[] content)
    {
        var media = _desk.Media.Add(mimeType, content);
        return (media.Id, media.Sha256);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_app is { } app)
        {
            _app = null;
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(3));
            try
            {
                await app.StopAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                // Open connections are cut by the disposal below.
            }

            await app.DisposeAsync();
        }

        _desk.Dispose();
    }

    private void Failed(Exception error) => LogFailed(error);

    [LoggerMessage(20, LogLevel.Error, "A status could not be sent.")]
    private partial void LogFailed(Exception error);
}
