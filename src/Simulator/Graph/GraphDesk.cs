using SalesFlow.Simulator.Common;
using SalesFlow.Simulator.Webhooks;

namespace SalesFlow.Simulator.Graph;

/// <summary>Decides about sends: whose token, which shape, what limits, which faults; keeps the record. Knows no HTTP.</summary>
internal sealed class GraphDesk : IDisposable
{
    private const int PairCapacity = 200_000;
    private readonly GraphOptions _options;
    private readonly TimeProvider _time;
    private readonly Dictionary<string, SimulatedNumber> _numbers;
    private readonly Dictionary<string, ThroughputLedger> _throughput;
    private readonly PairLedger _pairs;
    private readonly WindowLedger _windows;
    private readonly BoundedMap<string, Attempt> _attempts = new(PairCapacity);
    private readonly BoundedMap<string, string> _inbound = new(PairCapacity);
    private readonly BoundedMap<string, string> _aliases = new(PairCapacity);
    private readonly StatusDesk _statuses;
    private readonly Wamids _wamids;
    private readonly Lock _gate = new();
    private readonly Queue<SentMessage> _accepted = new();
    private readonly Dictionary<int, long> _refusals = [];
    private long _acceptedCount, _attemptCount, _reads;
    private FaultOptions _faults = FaultOptions.None;

    public GraphDesk(GraphOptions options, TimeProvider time, Func<WebhookUpdate, bool> post, Action<Exception> failed)
    {
        if (options.Numbers.Count == 0) throw new ArgumentException("The world needs at least one number.", nameof(options));
        _options = options;
        _time = time;
        _numbers = options.Numbers.ToDictionary(n => n.PhoneNumberId);
        _throughput = options.Numbers.ToDictionary(n => n.PhoneNumberId, _ => new ThroughputLedger(options.MessagesPerSecond));
        _pairs = new PairLedger(options.PairInterval, PairCapacity);
        _windows = new WindowLedger(options.CustomerServiceWindow, PairCapacity);
        _wamids = new Wamids(options.Seed, time.GetUtcNow().Ticks);
        Bills = new BillBook(BillBook.Default());
        Media = new MediaStore(time, options.MediaCapacityBytes, options.Seed);
        _statuses = new StatusDesk(options, time, Bills, post, failed);
        Templates = new TemplateShelf(options, time, post, failed);
    }

    public event Action<SentMessage>? Accepted;

    public BillBook Bills { get; }

    public MediaStore Media { get; }

    public TemplateShelf Templates { get; }

    public int StatusesWaiting => _statuses.Waiting;

    public FaultOptions Faults
    {
        get => Volatile.Read(ref _faults);
        set
        {
            if (value.Problem() is { } problem) throw new ArgumentException(problem, nameof(value));
            Volatile.Write(ref _faults, value);
        }
    }

    public (long Accepted, long Attempts, long Reads) Totals =>
        (Interlocked.Read(ref _acceptedCount), Interlocked.Read(ref _attemptCount), Interlocked.Read(ref _reads));

    public IReadOnlyDictionary<int, long> Refusals
    {
        get { lock (_gate) return new Dictionary<int, long>(_refusals); }
    }

    public IReadOnlyList<SentMessage> Record()
    {
        lock (_gate) return [.. _accepted];
    }

    public SimulatedNumber? Number(string id) => _numbers.GetValueOrDefault(id);

    /// <summary>Makes the id of a customer's message.</summary>
    public string NewWamid(string customer) => _wamids.Next(customer);

    /// <summary>A customer's message leaves: it opens the window and counts against the number's throughput.</summary>
    public void NoteInbound(string number, string customer, string wamid, bool throughAdvertisement, string? bsuid)
    {
        if (bsuid is not null && bsuid != customer) _aliases.Put(bsuid, () => customer, _ => customer);
        var now = _time.GetUtcNow();
        _inbound.Put(wamid, () => number, _ => number);
        _windows.Note(Updates.ChatKey(number, customer), now, throughAdvertisement);
        if (_throughput.TryGetValue(number, out var ledger)) ledger.Note(now);
    }

    /// <summary>Checks number and token.</summary>
    public (SimulatedNumber? Number, GraphError? Error) Authorize(string numberId, string? token)
    {
        var number = Number(numberId);
        if (TokenProblem(token) is { } problem) return (null, problem);
        if (number is null) return (null, GraphError.UnknownObject(numberId));
        return number.AccessToken == token ? (number, null) : (null, GraphError.NoPermission);
    }

    /// <summary>Why a token does not open a business account, or null.</summary>
    public GraphError? AccountProblem(string account, string? token)
    {
        if (TokenProblem(token) is { } problem) return problem;
        var numbers = _options.Numbers.Where(n => n.BusinessAccountId == account).ToList();
        return numbers.Count == 0 ? GraphError.UnknownObject(account) : numbers.Any(n => n.AccessToken == token) ? null : GraphError.NoPermission;
    }

    /// <summary>Why a token opens nothing at all, or null.</summary>
    public GraphError? TokenProblem(string? token)
    {
        if (string.IsNullOrEmpty(token)) return GraphError.TokenInvalid("An access token is required to request this resource.");
        var owner = _options.Numbers.FirstOrDefault(n => n.AccessToken == token);
        if (owner is null) return GraphError.TokenInvalid("Invalid OAuth access token - Cannot parse access token");
        var expired = Faults.ExpiredTokens;
        return expired.Contains("*") || expired.Contains(owner.PhoneNumberId) ? GraphError.TokenInvalid("Session has expired.", 463) : null;
    }

    /// <summary>The customer's message was read, or typing is shown.</summary>
    public GraphError? Read(SimulatedNumber number, string wamid)
    {
        if (_inbound.TryGet(wamid, out var owner) ? owner != number.PhoneNumberId : !_inbound.HasForgotten)
            return Refuse(GraphError.Parameter("Param message_id is not a message that this number received."));
        Interlocked.Increment(ref _reads);
        return null;
    }

    /// <summary>Decides about a send.</summary>
    public SendVerdict Send(SimulatedNumber number, SendRequest request)
    {
        var now = _time.GetUtcNow();
        var faults = Faults;
        // A customer who is known by phone and id is one customer, however addressed.
        var to = request.ToBsuid && _aliases.TryGet(request.To, out var phone) ? phone : request.To;
        var pair = Updates.ChatKey(number.PhoneNumberId, to);
        var name = pair + "/" + (request.CallbackData ?? request.Text ?? request.Kind);
        var attempt = _attempts.Put(
            name, () => new Attempt(1, Interlocked.Increment(ref _attemptCount)),
            known =>
            {
                Interlocked.Increment(ref _attemptCount);
                return known with { Count = known.Count + 1 };
            });
        var draw = Seeded.Share((ulong)_options.Seed, "fault/" + name, attempt.Count);
        if ((draw -= faults.RateLimited) < 0) return new SendVerdict(Refuse(GraphError.Throughput));
        if ((draw -= faults.ServerError) < 0) return new SendVerdict(Refuse(GraphError.ServerTrouble));
        if ((draw -= faults.Dropped) < 0) return new SendVerdict(null, Drop: true);
        var drop = draw < faults.Ambiguous;

        if (request.To == number.DisplayPhoneNumber)
            return new SendVerdict(Refuse(new GraphError(400, 131021, "Recipient cannot be sender",
                "Sender and recipient phone numbers are the same.")));
        var (category, error) = Category(number.BusinessAccountId, request);
        if (error is not null) return new SendVerdict(Refuse(error));
        if (!_statuses.HasRoom) return new SendVerdict(Refuse(GraphError.Overloaded));
        var closed = !request.IsTemplate && !_windows.IsOpen(pair, now);
        if (closed && !_options.WindowRefusedByStatus) return new SendVerdict(Refuse(GraphError.WindowClosed));
        if (!_pairs.TryTake(pair, now)) return new SendVerdict(Refuse(GraphError.PairRate));
        if (!_throughput[number.PhoneNumberId].TryTake(now)) return new SendVerdict(Refuse(GraphError.Throughput));

        var price = Bills.Quote(number.PhoneNumberId, to, category, _windows.IsInside(pair, now), _windows.IsFreeEntry(pair, now), now);
        SentMessage message;
        lock (_gate)
        {
            message = new SentMessage(
                ++_acceptedCount, attempt.First, _wamids.Next(to), number.PhoneNumberId, to, request.Kind, request.Text, request.Choices,
                request.CallbackData, request.ReplyTo, now, price);
            _accepted.Enqueue(message);
            while (_accepted.Count > _options.RecordCapacity) _accepted.Dequeue();
            // Within the lock, so that listeners hear of messages in the order of acceptance.
            Accepted?.Invoke(message);
        }

        var undeliverable = Seeded.Share((ulong)_options.Seed, "undeliverable/" + name) < faults.Undeliverable;
        _statuses.Plan(number, message with { To = request.To }, request.ToBsuid, faults,
            closed ? GraphError.WindowClosed : undeliverable ? GraphError.Undeliverable : null);
        return new SendVerdict(null, message, drop);
    }

    /// <summary>Counts a refusal.</summary>
    public GraphError Refuse(GraphError error)
    {
        lock (_gate) _refusals[error.Code] = _refusals.GetValueOrDefault(error.Code) + 1;
        return error;
    }

    /// <summary>How long the answer to this call takes.</summary>
    public TimeSpan Latency(string name)
    {
        var faults = Faults;
        return faults.Latency + (faults.Jitter * Seeded.Share((ulong)_options.Seed, "latency/" + name, Interlocked.Read(ref _attemptCount)));
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _statuses.Dispose();
        Templates.Dispose();
    }

    private (string Category, GraphError? Error) Category(string account, SendRequest request)
    {
        if (request.TemplateName is not { } name) return ("service", null);
        var known = _options.Templates.FirstOrDefault(t => t.Name == name && t.Language == request.TemplateLanguage);
        if (known is null && Templates.Find(account, name, request.TemplateLanguage) is { } made)
            known = new SimulatedTemplate(name, made.Language, made.Category.ToLowerInvariant(), TemplateShelf.Numbers(made.Body).Distinct().Count(), made.Status);
        if (known is null)
        {
            return _options.AcceptUnknownTemplates
                ? ("utility", null)
                : ("", Missing(name, request.TemplateLanguage));
        }

        if (known.Status == "PAUSED") return ("", new GraphError(400, 132015, "Template is Paused", "Template is paused due to low quality."));
        if (known.Status == "DISABLED") return ("", new GraphError(400, 132016, "Template is Disabled", "Template is disabled due to low quality."));
        if (known.Status != "APPROVED") return ("", Missing(name, request.TemplateLanguage));
        if (known.Category == "authentication" && request.ToBsuid)
            return ("", new GraphError(400, 131062, "Business-scoped user id not allowed", "Authentication templates need a phone number."));
        return known.BodyParameters == request.TemplateValues
            ? (known.Category, null)
            : ("", new GraphError(
                400, 132000, "Number of parameters does not match the expected number of params",
                $"body: number of localizable_params ({request.TemplateValues}) does not match the expected number of params ({known.BodyParameters})"));
    }

    private static GraphError Missing(string name, string? language) => new(
        404, 132001, "Template name does not exist in the translation", $"Template name ({name}) does not exist in {language}.");

    private sealed record Attempt(int Count, long First);
}

/// <summary>What becomes of a send.</summary>
internal sealed record SendVerdict(GraphError? Error, SentMessage? Message = null, bool Drop = false);
