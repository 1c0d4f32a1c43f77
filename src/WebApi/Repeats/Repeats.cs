using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using SalesFlow.Channels;
using SalesFlow.Common;

namespace SalesFlow.WebApi.Repeats;

/// <summary>
/// What was asked under an <c>Idempotency-Key</c>, and how it was answered. A name belongs to the first request that claims it: a repeat gets the
/// first one's answer, another content under the same name is refused. Answers are kept protected; of contents only a keyed hash is kept, from which
/// nothing can be guessed.
/// </summary>
internal sealed partial class RepeatedRequests(IReplyStore store, ISecretProtector secrets, ILogger<RepeatedRequests> log)
{
    private const int FingerprintBytes = 16;

    /// <summary>A hash of what is asked, part by part.</summary>
    public static byte[] Hash(params IEnumerable<string?> parts) =>
        SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes([.. parts], KeptAnswerJson.Default.ListString));

    /// <summary>Claims a name for a content.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="name">Who asks for what under which key.</param>
    /// <param name="content">A hash of what is asked.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Claim> Claim(string tenant, string name, byte[] content, CancellationToken ct)
    {
        var fingerprint = secrets.Derive($"request/{tenant}/{name}/{Convert.ToHexStringLower(content)}", FingerprintBytes);
        var kept = await store.Claim(tenant, name, fingerprint, ct);
        var same = kept is null || CryptographicOperations.FixedTimeEquals(kept.Fingerprint, fingerprint);
        return new Claim(tenant, name, fingerprint, kept is null, !same, same && kept?.Answer is { } answer ? Open(answer) : null);
    }

    /// <summary>Keeps a request's answer. Gives back the one that stands: an earlier one where two were carried out at once.</summary>
    public async Task<KeptAnswer> Keep(Claim claim, KeptAnswer answer)
    {
        try
        {
            // Whoever hangs up now still repeats the request.
            var text = secrets.Protect(JsonSerializer.Serialize(answer, KeptAnswerJson.Default.KeptAnswer));
            var stands = await store.Keep(claim.Tenant, claim.Name, claim.Fingerprint, text, CancellationToken.None);
            return Open(stands) ?? answer;
        }
        catch (TimeoutException e)
        {
            // What was asked is done. A repeat is carried out again, and finds it so.
            LogNotKept(e);
            return answer;
        }
    }

    /// <summary>Gives a name up whose request changed nothing: it may be asked for again, corrected.</summary>
    public async Task Release(Claim claim)
    {
        if (!claim.IsNew) return;
        try
        {
            await store.Release(claim.Tenant, claim.Name, CancellationToken.None);
        }
        catch (TimeoutException e)
        {
            LogNotKept(e);
        }
    }

    private KeptAnswer? Open(string answer)
    {
        try
        {
            return JsonSerializer.Deserialize(secrets.Unprotect(answer), KeptAnswerJson.Default.KeptAnswer);
        }
        catch (Exception e) when (e is CryptographicException or JsonException)
        {
            // Kept under another key of the installation: as good as not kept.
            return null;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "An answer could not be kept for repeats.")]
    private partial void LogNotKept(Exception exception);
}

/// <summary>A name that a request claimed.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Name">Who asks for what under which key.</param>
/// <param name="Fingerprint">Tells its content from others.</param>
/// <param name="IsNew">Whether this request is the first of the name.</param>
/// <param name="IsReused">Whether an earlier request of the name asked for something else.</param>
/// <param name="Answer">How the earlier request was answered; null where there was none, or its answer is not known.</param>
internal sealed record Claim(string Tenant, string Name, byte[] Fingerprint, bool IsNew, bool IsReused, KeptAnswer? Answer);

/// <summary>An answer as it left.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Type">Content type, or null.</param>
/// <param name="Tag">ETag, or null.</param>
/// <param name="Location">Where the thing is that was made, or null.</param>
/// <param name="Body">The body.</param>
internal sealed record KeptAnswer(int Status, string? Type, string? Tag, string? Location, byte[] Body) : IResult
{
    /// <summary>Says on an answer that it is a repeat of an earlier one.</summary>
    public const string Header = "Idempotency-Replayed";

    /// <summary>Repeats the answer.</summary>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        response.Headers.ETag = Tag;
        response.Headers.Location = Location;
        response.Headers[Header] = "true";
        if (Body.Length == 0) return;
        response.ContentType = Type;
        response.ContentLength = Body.Length;
        await response.Body.WriteAsync(Body, httpContext.RequestAborted);
    }
}

[System.Text.Json.Serialization.JsonSerializable(typeof(KeptAnswer))]
[System.Text.Json.Serialization.JsonSerializable(typeof(List<string>))]
internal sealed partial class KeptAnswerJson : System.Text.Json.Serialization.JsonSerializerContext;
