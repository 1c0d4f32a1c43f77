using System.Collections.Frozen;

namespace SalesFlow.Channels.WhatsApp;

/// <summary>How long to wait before a delayed message is tried again.</summary>
internal enum DelayRule
{
    /// <summary>It is not tried again.</summary>
    None,
    /// <summary>One customer is written to too fast: 4, 16, 64, … seconds by attempt, an hour at most. Other customers are not held up.</summary>
    Pair,
    /// <summary>The number is too fast: 1, 2, 4, … seconds with jitter, a minute at most; the caller slows the number.</summary>
    Pace,
    /// <summary>Trouble at the other end: 2, 4, 8, … seconds with jitter, five minutes at most.</summary>
    Backoff,
    /// <summary>A budget of calls is spent or the account is being moved: 30, 60, … seconds with jitter, fifteen minutes at most.</summary>
    Pause,
    /// <summary>A restriction that Meta lifts by itself after a while: fifteen minutes with jitter.</summary>
    Restriction,
}

/// <summary>What an error of the channel means.</summary>
/// <param name="Kind">The outcome.</param>
/// <param name="Reason">A stable word.</param>
/// <param name="Delay">How long to wait.</param>
internal readonly record struct ErrorMeaning(SendResultKind Kind, string Reason, DelayRule Delay = DelayRule.None);

/// <summary>
/// Decides on the channel's error codes. The code decides and not the HTTP status, since the same throttle comes as 400 or as 429. An error
/// body means that nothing was sent.
/// </summary>
internal static class WhatsAppErrors
{
    /// <summary>The number sends faster than it may: whoever sends for it slows down.</summary>
    public const int Throughput = 130429;

    /// <summary>A day: what the channel held back for the customer's good is not offered again before.</summary>
    public static readonly TimeSpan EcosystemRest = TimeSpan.FromHours(24);

    private static readonly TimeSpan LongestDelay = TimeSpan.FromHours(1);
    private static readonly FrozenDictionary<int, ErrorMeaning> Meanings = Build();

    /// <summary>Every code of the table.</summary>
    public static IEnumerable<int> Codes => Meanings.Keys;

    /// <summary>What an error means for a message.</summary>
    /// <param name="error">The error as read.</param>
    /// <param name="httpStatus">Status of the answer: decides only where the code is not known.</param>
    /// <param name="marketing">Whether the message is a marketing template.</param>
    public static ErrorMeaning Of(GraphError error, int httpStatus, bool marketing)
    {
        // Code 100 is a wrong parameter, except under this subcode, where the number itself is not there or not ours.
        if (error is { Code: 100, Subcode: 33 }) return new(SendResultKind.NumberStopped, "number_unknown");
        // The spam limit stops campaigns; an answer to a customer waits until it is lifted.
        if (error.Code == 131048 && marketing) return new(SendResultKind.Failed, "spam_limit");
        if (Meanings.TryGetValue(error.Code, out var meaning)) return meaning;
        if (error.Code is >= 200 and <= 299) return new(SendResultKind.NumberStopped, "permission");
        if (error.Code is >= 133000 and <= 133999) return new(SendResultKind.NumberStopped, "registration");
        if (error.Code is >= 138000 and <= 138999) return new(SendResultKind.Failed, "call");
        if (error.Code is >= 139000 and <= 139999) return new(SendResultKind.Failed, "group");
        if (error.Transient || httpStatus is 429 or >= 500) return new(SendResultKind.Delay, "channel_trouble", DelayRule.Backoff);
        return new(SendResultKind.Failed, "error_unknown");
    }

    /// <summary>The result that an error gives.</summary>
    /// <param name="error">The error as read.</param>
    /// <param name="httpStatus">Status of the answer.</param>
    /// <param name="retryAfter">What the answer itself asked for, or null.</param>
    /// <param name="attempt">1 for the first.</param>
    /// <param name="marketing">Whether the message is a marketing template.</param>
    /// <param name="jitter">A random number, 0 to 1.</param>
    public static SendResult Result(GraphError error, int httpStatus, TimeSpan? retryAfter, int attempt, bool marketing, double jitter)
    {
        var meaning = Of(error, httpStatus, marketing);
        var wait = Delay(meaning.Delay, attempt, jitter);
        if (wait is not null && retryAfter > wait) wait = retryAfter < LongestDelay ? retryAfter : LongestDelay;
        if (error.Code == 131049) wait = EcosystemRest;
        return new SendResult(meaning.Kind, null, error.Code, meaning.Reason, wait);
    }

    /// <summary>The wait of a rule, or null where there is none.</summary>
    public static TimeSpan? Delay(DelayRule rule, int attempt, double jitter) => rule switch
    {
        DelayRule.None => null,
        // No jitter: the channel names the exact series, and only one customer is meant.
        DelayRule.Pair => Power(4, attempt, 1, LongestDelay.TotalSeconds),
        DelayRule.Pace => Spread(Power(2, attempt - 1, 1, 60), jitter),
        DelayRule.Backoff => Spread(Power(2, attempt, 1, 300), jitter),
        DelayRule.Pause => Spread(Power(2, attempt - 1, 30, 900), jitter),
        DelayRule.Restriction => Spread(TimeSpan.FromMinutes(15), jitter),
        _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, null),
    };

    private static TimeSpan Power(int @base, int exponent, int factor, double atMost) =>
        TimeSpan.FromSeconds(Math.Min(atMost, factor * Math.Pow(@base, Math.Clamp(exponent, 0, 16))));

    /// <summary>Up to a half more, so that what failed together does not come back together.</summary>
    private static TimeSpan Spread(TimeSpan wait, double jitter) => wait * (1 + 0.5 * Math.Clamp(jitter, 0, 1));

    private static FrozenDictionary<int, ErrorMeaning> Build()
    {
        var table = new Dictionary<int, ErrorMeaning>();
        void Stop(string reason, params ReadOnlySpan<int> codes) => Add(new(SendResultKind.NumberStopped, reason), codes);
        void Fail(string reason, params ReadOnlySpan<int> codes) => Add(new(SendResultKind.Failed, reason), codes);
        void Wait(string reason, DelayRule rule, params ReadOnlySpan<int> codes) => Add(new(SendResultKind.Delay, reason, rule), codes);
        void Add(ErrorMeaning meaning, ReadOnlySpan<int> codes)
        {
            foreach (var code in codes) table.Add(code, meaning);
        }

        Stop("token", 0, 190);
        Stop("permission", 3, 10, 131005);
        Stop("policy", 368);
        Stop("account_locked", 131031);
        Stop("display_name", 131037);
        Stop("payment", 131042);
        Stop("certificate", 131045);
        Stop("not_registered", 133010);
        Stop("register_limit", 133016);

        Wait("app_rate", DelayRule.Pause, 4, 80007);
        Wait("throughput", DelayRule.Pace, Throughput);
        Wait("pair_rate", DelayRule.Pair, 131056);
        Wait("spam_limit", DelayRule.Restriction, 131048);
        Wait("maintenance", DelayRule.Pause, 131057);
        Wait("channel_trouble", DelayRule.Backoff, 131000, 131016, 135000, 1, 2);

        Add(new(SendResultKind.WindowClosed, "window_closed"), [131047, 470]);
        Add(new(SendResultKind.ConsentWithdrawn, "marketing_stopped_by_customer"), [131050]);

        Fail("ecosystem", 131049);
        Fail("undeliverable", 131026);
        Fail("experiment", 130472);
        // One customer's country is closed to the business; stopping the whole number would let one writer silence it.
        Fail("country_restricted", 130497);
        Fail("parameter_missing", 131008);
        Fail("parameter_invalid", 131009, 100, 33);
        Fail("to_self", 131021);
        Fail("recipient_not_allowed", 131030);
        Fail("type_unsupported", 131051);
        Fail("media_download", 131052);
        Fail("media_upload", 131053);
        Fail("phone_needed", 131062);
        Fail("marketing_off", 131063);
        Fail("template_class_limit", 131064);
        Fail("template_parameter_count", 132000);
        Fail("template_missing", 132001);
        Fail("template_too_long", 132005);
        Fail("template_policy", 132007);
        Fail("template_parameter_format", 132012);
        Fail("template_paused", 132015);
        Fail("template_disabled", 132016);
        Fail("flow_blocked", 132068);
        Fail("flow_throttled", 132069);
        Fail("identity_key", 137000);
        return table.ToFrozenDictionary();
    }
}
