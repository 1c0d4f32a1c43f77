using System.Diagnostics;
using System.Text.Json;
using SalesFlow.Tenancy;

namespace SalesFlow.Agents.Evaluation;

/// <summary>What came of a case.</summary>
/// <param name="Case">The case.</param>
/// <param name="Invocation">What the agent gave, or null where there is no agent of that id.</param>
/// <param name="Output">Its output, or null.</param>
/// <param name="Mismatches">What differs from the expectation; empty where it passed.</param>
/// <param name="Elapsed">How long it took.</param>
internal sealed record EvaluationResult(
    EvaluationCase Case, AgentInvocation? Invocation, JsonElement? Output, IReadOnlyList<Mismatch> Mismatches, TimeSpan Elapsed)
{
    /// <summary>Whether everything is as expected.</summary>
    public bool Passed => Mismatches.Count == 0;

    /// <summary>The reply to a customer, and its language; null for an agent that writes to nobody.</summary>
    public (string Text, string Language)? Reply
    {
        get
        {
            if (Output is not { } output) return null;
            foreach (var language in (ReadOnlySpan<string>)["ar", "en"])
            {
                if (output.TryGetProperty("response_message_" + language, out var text) && text.ValueKind == JsonValueKind.String)
                    return (text.GetString()!, language);
            }
            return null;
        }
    }
}

/// <summary>Runs cases through the invoker: the same way as <c>POST /agents/{id}/invoke</c>.</summary>
internal sealed class Evaluator(IAgentInvoker invoker, TenantView tenant)
{
    /// <summary>The instant at which a case without one of its own is answered.</summary>
    public static DateTimeOffset Instant { get; } = new(2026, 11, 23, 8, 0, 0, TimeSpan.Zero);

    /// <summary>Runs the cases, a few at once where a model is asked; the results are in the cases' order.</summary>
    /// <param name="cases">The cases.</param>
    /// <param name="parallel">How many at once, 1 to 64.</param>
    /// <param name="ct">Ends the run.</param>
    public async Task<IReadOnlyList<EvaluationResult>> Run(IReadOnlyList<EvaluationCase> cases, int parallel, CancellationToken ct)
    {
        var results = new EvaluationResult[cases.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = Math.Clamp(parallel, 1, 64), CancellationToken = ct };
        await Parallel.ForAsync(0, cases.Count, options, async (i, token) => results[i] = await One(cases[i], token));
        return results;
    }

    private async Task<EvaluationResult> One(EvaluationCase one, CancellationToken ct)
    {
        CaseKnowledge.Hold(one.Passages);
        var started = Stopwatch.GetTimestamp();
        var invocation = await invoker.Invoke(one.Agent, one.Input.GetRawText(), tenant, Instant, ct);
        var elapsed = Stopwatch.GetElapsedTime(started);
        if (invocation is null) return new EvaluationResult(one, null, null, [new Mismatch("agent", one.Agent, "not loaded")], elapsed);
        if (invocation.OutputJson is not { } json)
        {
            var errors = string.Join("; ", invocation.Errors.SelectMany(e => e.Value.Select(m => $"{e.Key} {m}")));
            return new EvaluationResult(one, invocation, null, [new Mismatch("input", "valid", errors)], elapsed);
        }
        using var document = JsonDocument.Parse(json);
        var output = document.RootElement.Clone();
        return new EvaluationResult(one, invocation, output, Expectation.Compare(one.Expected, output), elapsed);
    }
}
