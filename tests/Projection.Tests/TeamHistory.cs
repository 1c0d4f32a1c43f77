using SalesFlow.Channels;
using SalesFlow.Common;
using SalesFlow.Conversations;
using SalesFlow.Deals;
using SalesFlow.Leads;
using SalesFlow.Reporting;
using SalesFlow.ServiceLevels;
using SalesFlow.Tenancy;

namespace SalesFlow.Projection.Tests;

/// <summary>Some weeks of a team's work, the same for the same seed.</summary>
internal sealed class TeamHistory(string tenant, int seed)
{
    /// <summary>When it begins, UTC: half past eleven in the evening in Riyadh.</summary>
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 20, 30, 0, TimeSpan.Zero);

    private readonly Random _random = new(seed);
    private readonly Dictionary<string, long> _versions = [];
    private readonly Dictionary<string, string> _sources = [];
    private readonly Dictionary<string, bool> _waits = [];
    private readonly List<(string Talk, string Id, string? By, MessageStatus Status, bool Taken)> _queued = [];
    private DateTimeOffset _now = Start;
    private int _ids;

    public List<(DateTimeOffset At, IDomainEvent Event)> Events { get; } = [];

    /// <summary>When the channel took each message that it took, and which person had written it.</summary>
    public List<(DateTimeOffset At, string? By)> Sent { get; } = [];

    public Dictionary<string, KnownDeal> Deals { get; } = [];

    public Dictionary<string, string?> HeldBy { get; } = [];

    public IEnumerable<Logged> Take(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _now += TimeSpan.FromMinutes(_random.Next(0, 40)) + TimeSpan.FromTicks(_random.Next(10));
            yield return _random.Next(4) switch { 0 => Lead(), 1 => Deal(), 2 => Talk(), _ => Service() };
        }
    }

    /// <summary>The figures of the company, told in another way than the projection tells them.</summary>
    public static DayFigures Recount(IEnumerable<IDomainEvent> events, IEnumerable<(DateTimeOffset At, string? By)> messagesSent)
    {
        var sent = messagesSent.ToList();
        var all = events.ToList();
        int Count<T>(Func<T, bool>? which = null) where T : IDomainEvent => all.OfType<T>().Count(e => which is null || which(e));
        var replies = all.OfType<ReplyQueued>().ToList();
        return new DayFigures
        {
            LeadsNew = Count<LeadCreated>(), LeadsQualified = Count<LeadStatusChanged>(s => s.To == LeadStatus.Qualified),
            LeadsConverted = Count<LeadStatusChanged>(s => s.To == LeadStatus.Converted), LeadsLost = Count<LeadStatusChanged>(s => s.To == LeadStatus.Lost),
            MessagesIn = Count<MessageReceived>(), MessagesOut = sent.Count,
            HumanMessages = sent.Count(s => s.By is not null), Conversations = Count<ConversationStarted>(),
            HandedOver = Count<HandedOver>(h => h is { UserId: null, Target: "sales" }), Taken = Count<HandedOver>(h => h.UserId is not null),
            TakenAssisted = Count<HandedOver>(h => h.Summary == "assisted"), Resolved = Count<GivenBack>(), AgentRuns = replies.Count,
            AgentFallbacks = replies.Count(r => r.FallbackReason is not null), InputTokens = replies.Sum(r => r.InputTokens),
            OutputTokens = replies.Sum(r => r.OutputTokens), FirstResponses = Count<ServiceResponded>(),
            FirstResponseSeconds = all.OfType<ServiceResponded>().Sum(r => r.WorkedSeconds), Breaches = Count<ServiceBreached>(),
            SatisfactionAsked = Count<SatisfactionAsked>(), SatisfactionAnswers = Count<SatisfactionAnswered>(),
            SatisfactionSum = all.OfType<SatisfactionAnswered>().Sum(a => a.Score),
        };
    }

    private string User => _random.Next(2) == 0 ? "u1" : "u2";

    private Logged Lead()
    {
        var id = $"l{_random.Next(40)}";
        if (_sources.TryAdd(id, _random.Next(2) == 0 ? "web" : "whatsapp"))
            return Add("lead/" + id, new LeadCreated("سارة", null, _sources[id], null, null, "ar", null, _now));
        return Add("lead/" + id, new LeadStatusChanged(LeadStatus.New, (LeadStatus)_random.Next(5), "r", _now));
    }

    private Logged Deal()
    {
        var id = $"d{_random.Next(30)}";
        if (!Deals.TryGetValue(id, out var deal))
        {
            var lead = _sources.Keys.Order().Skip(_random.Next(Math.Max(1, _sources.Count))).FirstOrDefault();
            var value = _random.Next(100, 100_000) / 4m;
            Deals[id] = new KnownDeal(StageKind.Open, value, lead is null ? "direct" : _sources[lead], "", default);
            return Add("deal/" + id, new DealOpened("عقد", Money.Sar(value), "new", 10, lead, null, null, "agent", _now));
        }
        if (_random.Next(3) == 0)
        {
            var value = _random.Next(100_000) / 100m;
            Deals[id] = deal with { Value = value };
            return Add("deal/" + id, new DealUpdated(null, Money.Sar(value), null, _now));
        }
        var kind = (StageKind)_random.Next(3);
        var by = User;
        Deals[id] = deal with { Kind = kind, By = by, ClosedAt = _now };
        return Add("deal/" + id, new DealStageChanged("x", kind.ToString(), 50, kind, null, by, _now));
    }

    private Logged Talk()
    {
        var id = $"c{_random.Next(12)}";
        var stream = "conversation/" + id;
        if (HeldBy.TryAdd(id, null))
            return Add(stream, new ConversationStarted($"p{id}", $"p{id}", "num1", "waba", "966501234567", null, "أحمد", "whatsapp", _now));
        switch (_random.Next(10))
        {
            case 0: return Add(stream, new MessageReceived($"w{++_ids}", InboundKind.Text, "مرحبا", _now, null, null, null, null, null, "ar", null, _now));
            case 1:
                return Add(stream, new ReplyQueued(
                    ++_ids, $"run{_ids}", "sales", "offline", null, _random.Next(2) == 0 ? null : "timeout", "ar", "greeting", 50, 0.5,
                    [.. Enumerable.Range(0, _random.Next(3)).Select(_ => Queued(id, null))],
                    new Dictionary<string, string>(), _random.Next(500), _random.Next(90), 3, _now));
            case 2:
                var writer = _random.Next(2) == 0 ? null : User;
                return Add(stream, new MessageQueued(Queued(id, writer), "human", writer, _now));
            case 6 or 7 or 8 when _queued.FindAll(q => q.Talk == id && q.Status < MessageStatus.Read) is { Count: > 0 } open:
                return Add(stream, Moved(open[_random.Next(open.Count)]));
            case 3 or 4:
                // Passed on by a person, or asked for once more: no agent handed that over.
                var byAgents = HeldBy[id] is null && !_waits.GetValueOrDefault(id);
                HeldBy[id] = null;
                _waits[id] = true;
                return Add(stream, new HandedOver("requested", byAgents ? "sales" : "sales_manager", "", null, _now));
            case 5:
                var user = User;
                var assisted = _waits.GetValueOrDefault(id);
                (HeldBy[id], _waits[id]) = (user, false);
                return Add(stream, new HandedOver("taken_over", "sales", assisted ? "assisted" : "", user, _now));
            default:
                (HeldBy[id], _waits[id]) = (null, false);
                return Add(stream, new GivenBack(User, _now));
        }
    }

    private QueuedMessage Queued(string talk, string? by)
    {
        _queued.Add((talk, $"m{++_ids}", by, MessageStatus.Queued, false));
        return new QueuedMessage($"m{_ids}", OutboundContent.OfText("أهلا"));
    }

    /// <summary>A status further on: of some the channel tells late, some fail with it or without, some come after a failure.</summary>
    private MessageStatusChanged Moved((string Talk, string Id, string? By, MessageStatus Status, bool Taken) message)
    {
        var status = (MessageStatus)_random.Next((int)message.Status + 1, (int)MessageStatus.Played);
        var taken = status is MessageStatus.Sent or > MessageStatus.Failed;
        _queued[_queued.IndexOf(message)] = message with { Status = status, Taken = taken || message.Taken };
        if (taken && !message.Taken) Sent.Add((_now, message.By));
        var named = taken || message.Taken || (status == MessageStatus.Failed && _random.Next(2) == 0);
        return new MessageStatusChanged(message.Id, named ? "wamid." + message.Id : null, status, null, null, null, null, _now);
    }

    private Logged Service()
    {
        var id = _random.Next(12);
        return _random.Next(5) switch
        {
            0 => Add($"csat/c{id}", new SatisfactionAsked(1, User, _now)),
            1 when _random.Next(3) == 0 => Add($"csat/c{id}", new SatisfactionAnswered(1, "", _random.Next(1, 6), _now, "sales")),
            1 => Add($"csat/c{id}", new SatisfactionAnswered(1, User, _random.Next(1, 6), _now)),
            2 => Add($"service-level/c{id}", new ServiceBreached((ServiceClock)_random.Next(2), _now)),
            3 => Add($"service-level/c{id}", new ServiceStarted(1, 2, ServicePriority.Normal, "r", "sales", 5, 60, 80, WorkingHours.Default, null, null, 1, _now)),
            _ => Add($"service-level/c{id}", new ServiceResponded(User, _random.Next(5000), _random.Next(900), true, 1, _now)),
        };
    }

    private Logged Add(string stream, IDomainEvent e)
    {
        Events.Add((_now, e));
        _versions[stream] = _versions.GetValueOrDefault(stream) + 1;
        return Logged.Of(tenant, stream, _versions[stream], e, _now);
    }
}

/// <summary>A deal as it ended up.</summary>
internal sealed record KnownDeal(StageKind Kind, decimal Value, string Source, string By, DateTimeOffset ClosedAt);
