using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using SalesFlow.Simulator.Common;
using SalesFlow.Simulator.Graph;
using SalesFlow.Simulator.Personas;
using SalesFlow.Simulator.Webhooks;

namespace SalesFlow.Simulator.World;

/// <summary>
/// A WhatsApp world on the desk: a Graph double that the business sends to, and customers who write to it through the webhook, read its answers and
/// react.
/// Start the Graph double first (its address is then known), the customers once the business takes webhooks.
/// </summary>
public sealed partial class SimulatedWorld : IAsyncDisposable
{
    private readonly SimulatorOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly GraphDouble _graph;
    private readonly DelayQueue<Action> _clock;
    private readonly ConcurrentDictionary<string, Chat> _chats = new();
    private readonly ConcurrentDictionary<string, int> _outcomes = new();
    private readonly LatencyHistogram _answers = new();
    private WebhookSender? _sender;
    private int _customers;
    private long _sent, _replies, _answered, _unanswered;

    /// <summary>Makes a world that stands still.</summary>
    /// <param name="options">What it is like.</param>
    /// <param name="time">Its clock.</param>
    /// <param name="logs">Told of customers who came and how talks ended; never of what was said.</param>
    /// <exception cref="ArgumentException">An option makes no sense.</exception>
    public SimulatedWorld(SimulatorOptions options, TimeProvider time, ILoggerFactory logs)
    {
        if (options.Speed is < 0.01 or > 10_000 or double.NaN) throw new ArgumentException("Speed lies between 0.01 and 10,000.", nameof(options));
        if (options.Personas < 0 || options.OpenAtMost < 1
            || options.CustomersAtMost < 0) throw new ArgumentException("Counts are not negative.", nameof(options));
        _options = options;
        _time = time;
        _log = logs.CreateLogger<SimulatedWorld>();
        options.Graph.Port = options.GraphPort;
        options.Graph.Numbers = options.Numbers;
        options.Graph.Seed = options.Seed;
        // People who type faster would run into a pace that is made for people: it is as much faster.
        options.Graph.PairInterval = Scaled(options.Graph.PairInterval);
        options.Graph.ReadAfter = Scaled(options.Graph.ReadAfter);
        _clock = new DelayQueue<Action>(time, 100_000, static action => action(), error => LogFailed(error));
        _graph = new GraphDouble(options.Graph, update => _sender?.TryPost(update)
            ?? false, time, logs.CreateLogger<GraphDouble>())
        { Faults = options.Faults };
        _graph.MessageAccepted += Hear;
        Logs = logs;
    }

    /// <summary>The Graph double.</summary>
    public GraphDouble Graph => _graph;

    /// <summary>The options, which may still be changed until the customers start.</summary>
    public SimulatorOptions Options => _options;

    /// <summary>The webhook's counts, or null before the customers start.</summary>
    public WebhookCounts? Webhooks => _sender?.Counts;

    /// <summary>How the world fares.</summary>
    public WorldStatistics Statistics => new(
        Volatile.Read(ref _customers), _chats.Count, Interlocked.Read(ref _sent), Interlocked.Read(ref _replies), Interlocked.Read(ref _answered),
        Interlocked.Read(ref _unanswered), _answers.Percentile(0.5), _answers.Percentile(0.99), new SortedDictionary<string,
            int>(_outcomes, StringComparer.Ordinal));

    private ILoggerFactory Logs { get; }

    /// <summary>Starts the Graph double.</summary>
    /// <param name="ct">Ends the wait.</param>
    public Task StartGraphAsync(CancellationToken ct = default) => _graph.StartAsync(
        routes =>
        {
            routes.MapGet("/_sim/statistics", context => SimEndpoints.Answer(context, Statistics));
            routes.MapGet("/_sim/webhooks", context => SimEndpoints.Answer(context, Webhooks));
            routes.MapPost("/_sim/say", SayOverHttp);
        },
        ct);

    /// <summary>Starts the customers.</summary>
    /// <exception cref="InvalidOperationException">They started already.</exception>
    /// <exception cref="ArgumentException">The webhook's address is missing.</exception>
    public void StartCustomers()
    {
        if (_sender is not null) throw new InvalidOperationException("The customers started already.");
        _sender = new WebhookSender(
            new WebhookOptions
            {
                Url = _options.WebhookUrl, AppSecret = _options.AppSecret, Copies = _options.WebhookCopies, Shuffle = _options.ShuffleWebhooks,
                Seed = _options.Seed,
            },
            _time, Logs.CreateLogger<WebhookSender>());
        for (var i = 0; i < _options.Personas; i++)
        {
            var share = (i + Seeded.Share((ulong)_options.Seed, "arrival", i)) / _options.Personas;
            _clock.TryAdd(Arrive, Scaled(_options.OpenWithin * share));
        }

        if (_options.Personas > 0
            && _options.NewCustomerEvery > TimeSpan.Zero) _clock.TryAdd(ArriveAgain, Scaled(_options.OpenWithin + _options.NewCustomerEvery));
        LogStarted(_options.Personas, _options.Numbers.Count);
    }

    /// <summary>Makes a customer say something by hand.</summary>
    /// <param name="phone">Digits with country code.</param>
    /// <param name="text">The words.</param>
    /// <param name="phoneNumberId">The number, or null for the first.</param>
    /// <returns>The message's wamid, or null where it could not be taken.</returns>
    public string? Say(string phone, string text, string? phoneNumberId = null)
    {
        var number = phoneNumberId is null ? _options.Numbers[0] : _options.Numbers.FirstOrDefault(n => n.PhoneNumberId == phoneNumberId);
        return number is null ? null : Post(number, new SimulatedCustomer(phone, phone, null), CustomerAct.Say(text));
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _clock.Dispose();
        if (_sender is { } sender) await sender.DisposeAsync();
        await _graph.DisposeAsync();
    }

    private void ArriveAgain()
    {
        if (_chats.Count < _options.OpenAtMost) Arrive();
        if (_customers < _options.CustomersAtMost) _clock.TryAdd(ArriveAgain, Scaled(_options.NewCustomerEvery));
    }

    private void Arrive()
    {
        if (_customers >= _options.CustomersAtMost) return;
        if (_chats.Count >= _options.OpenAtMost)
        {
            _clock.TryAdd(Arrive, Scaled(TimeSpan.FromSeconds(10)));
            return;
        }

        var index = _customers++;
        var scripts = PersonaLibrary.All;
        // Every persona once a round, in another order each round.
        var round = index / scripts.Count;
        var script = scripts.OrderBy(s => Seeded.Hash((ulong)_options.Seed, s.Id, round)).ElementAt(index % scripts.Count);
        var cast = script.Casts[round % script.Casts.Count];
        var unique = Seeded.Hash((ulong)_options.Seed, "customer", index);
        var customer = new SimulatedCustomer(
            cast.Name,
            script.Identity == "bsuid" ? null : "9665" + (unique % 100_000_000).ToString("00000000", CultureInfo.InvariantCulture),
            script.Identity == "phone" ? null
                : "SA." + (10_000_000_000_000_000_000UL + (unique % 8_000_000_000_000_000_000UL)).ToString(CultureInfo.InvariantCulture),
            cast.Username);
        var number = _options.Numbers[index % _options.Numbers.Count];
        var chat = new Chat(script.Id, new PersonaTalk(script, cast, (int)(unique >> 33)), customer, number, script.Referral);
        if (!_chats.TryAdd(Updates.ChatKey(number.PhoneNumberId, customer.Address), chat)) return;
        lock (chat) Plan(chat, chat.Talk.Open());
    }

    private void Plan(Chat chat, IReadOnlyList<PersonaAct> acts)
    {
        foreach (var act in acts) chat.Pending.Enqueue(act);
        chat.Turn++;
        Continue(chat);
    }

    private void Continue(Chat chat)
    {
        if (chat.Pending.TryPeek(out var next))
        {
            _clock.TryAdd(() => Perform(chat), Scaled(next.After));
        }
        else if (chat.Talk.Outcome is { } outcome)
        {
            _chats.TryRemove(Updates.ChatKey(chat.Number.PhoneNumberId, chat.Customer.Address), out _);
            _outcomes.AddOrUpdate($"{chat.Persona}:{outcome}", 1, (_, count) => count + 1);
            LogEnded(chat.Persona, outcome);
        }
        else if (chat.Heard.Count > 0)
        {
            LookSoon(chat);
        }
        else
        {
            var turn = chat.Turn;
            _clock.TryAdd(() => LosePatience(chat, turn), Scaled(_options.Patience));
        }
    }

    private void Perform(Chat chat)
    {
        lock (chat)
        {
            var act = chat.Pending.Dequeue();
            Post(chat, act);
            Continue(chat);
        }
    }

    private void LosePatience(Chat chat, int turn)
    {
        lock (chat)
        {
            if (chat.Turn != turn) return;
            if (chat.WaitsSince is not null) Interlocked.Increment(ref _unanswered);
            chat.WaitsSince = null;
            Plan(chat, chat.Talk.Wait());
        }
    }

    private void Hear(SentMessage message)
    {
        Interlocked.Increment(ref _replies);
        if (message.Kind == "reaction" || !_chats.TryGetValue(Updates.ChatKey(message.PhoneNumberId, message.To), out var chat)) return;
        lock (chat)
        {
            if (chat.WaitsSince is { } since)
            {
                _answers.Add(_time.GetUtcNow() - since);
                Interlocked.Increment(ref _answered);
                chat.WaitsSince = null;
            }

            chat.Turn++;
            chat.BusinessWamid = message.Wamid;
            chat.Heard.Enqueue(message);
            if (chat.Heard.Count > 10) chat.Heard.Dequeue();
            if (chat.Pending.Count == 0) LookSoon(chat);
        }
    }

    private void LookSoon(Chat chat)
    {
        if (chat.LooksSoon) return;
        chat.LooksSoon = true;
        // A moment, so that an answer in several messages is read as one.
        _clock.TryAdd(() => Look(chat), Scaled(TimeSpan.FromSeconds(1.5)));
    }

    private void Look(Chat chat)
    {
        lock (chat)
        {
            chat.LooksSoon = false;
            if (chat.Pending.Count > 0 || chat.Heard.Count == 0) return;
            var text = string.Join('\n', chat.Heard.Select(m => m.Text));
            var choices = chat.Heard.LastOrDefault(m => m.Choices.Count > 0)?.Choices ?? [];
            chat.Heard.Clear();
            Plan(chat, chat.Talk.Hear(text, choices));
        }
    }

    private void Post(Chat chat, PersonaAct act)
    {
        if (act.Type == CustomerActType.Reaction && chat.BusinessWamid is null) return;
        if (act.Type is CustomerActType.Edit or CustomerActType.Revoke && chat.OwnWamid is null) return;
        var deed = new CustomerAct(act.Type, act.Text, act.Choice?.Id, act.Choice?.Description, Target(), Latitude: act.Latitude,
            Longitude: act.Longitude, Referral: chat.Referral);
        if (SampleMedia.Of(act.Type) is { } sample)
        {
            var (id, hash) = _graph.AddMedia(sample.MimeType, sample.Content);
            deed = deed with { MediaId = id, MimeType = sample.MimeType, Sha256 = hash };
        }

        if (Post(chat.Number, chat.Customer, deed) is not { } wamid) return;
        chat.Referral = null;
        if (act.Type is CustomerActType.Text) chat.OwnWamid = wamid;
        if (act.Type is not (CustomerActType.Reaction or CustomerActType.Edit or CustomerActType.Revoke)) chat.WaitsSince ??= _time.GetUtcNow();

        string? Target() => act.Type switch
        {
            CustomerActType.Edit or CustomerActType.Revoke => chat.OwnWamid,
            CustomerActType.Reaction => chat.BusinessWamid,
            _ => act.Quote ? chat.BusinessWamid : null,
        };
    }

    private string? Post(SimulatedNumber number, SimulatedCustomer customer, CustomerAct act)
    {
        if (_sender is not { } sender) return null;
        var wamid = _graph.NewWamid(customer.Address);
        _graph.NoteInbound(number.PhoneNumberId, customer.Address, wamid, act.Referral is not null, customer.Bsuid);
        if (!sender.TryPost(Updates.Message(number, customer, act, wamid, _time.GetUtcNow()))) return null;
        Interlocked.Increment(ref _sent);
        return wamid;
    }

    private async Task SayOverHttp(HttpContext context)
    {
        Saying? saying;
        try
        {
            saying = await context.Request.ReadFromJsonAsync<Saying>(SimEndpoints.Json, context.RequestAborted);
        }
        catch (Exception problem) when (problem is System.Text.Json.JsonException or InvalidOperationException)
        {
            saying = null;
        }

        if (saying is not { Phone.Length: > 6, Text.Length: > 0 } || Say(saying.Phone, saying.Text, saying.Number) is not { } wamid)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await SimEndpoints.Answer(context,
                new { error = "Give phone (digits), text, and number where it is not the first; the customers must have started." });
            return;
        }

        await SimEndpoints.Answer(context, new { wamid });
    }

    private TimeSpan Scaled(TimeSpan natural) => natural / _options.Speed;

    private sealed record Saying(string? Phone, string? Text, string? Number);

    [LoggerMessage(40, LogLevel.Information, "The simulator's customers start: {Customers} of them, on {Numbers} numbers.")]
    private partial void LogStarted(int customers, int numbers);

    [LoggerMessage(41, LogLevel.Information, "A simulated talk of {Persona} ended: {Outcome}.")]
    private partial void LogEnded(string persona, string outcome);

    [LoggerMessage(42, LogLevel.Error, "A simulated customer stumbled.")]
    private partial void LogFailed(Exception error);
}

/// <summary>Small files that customers send.</summary>
internal static class SampleMedia
{
    private static readonly byte[] Picture = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    private static readonly byte[] Speech = [.. "OggS"u8, 0, 2, .. new byte[20], 1, 19, .. "OpusHead"u8, 1, 1, 0, 0, 0x80, 0xBB, 0, 0, 0, 0, 0];

    private static readonly byte[] Paper = Encoding.ASCII.GetBytes("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n");

    /// <summary>The file of a kind of message, or null where it has none.</summary>
    public static (string MimeType, byte[] Content)? Of(CustomerActType type) => type switch
    {
        CustomerActType.Image => ("image/png", Picture),
        CustomerActType.Voice => ("audio/ogg; codecs=opus", Speech),
        CustomerActType.Document => ("application/pdf", Paper),
        _ => null,
    };
}
