using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SalesFlow.Channels;
using SalesFlow.Common;
using SalesFlow.Grains.Leads.Forms;
using SalesFlow.Grains.Tenancy;
using SalesFlow.Leads.Forms;
using SalesFlow.Tenancy;

namespace SalesFlow.Grains.Letters;

/// <summary>Makes the attempts of one letter, in a queue of its own. Its link's secret, or its code, exists here and in the letter; the account keeps a hash.</summary>
[GrainType("letter-sender")]
internal sealed partial class LetterSenderGrain(
    IMailChannel mail, ISmsChannel sms, ISecretProtector secrets, TenantViews tenants, IOptions<LetterOptions> options, ILogger<LetterSenderGrain> logger) : Grain, ILetterSenderGrain
{
    private const int SecretBytes = 32;

    public async Task Run(Letter letter, int attempt)
    {
        var key = TenantKey.Parse(this.GetPrimaryKeyString());
        DispatchResult result;
        try
        {
            result = await Send(key.Tenant, letter);
        }
        catch (Exception e)
        {
            AttemptFailed(logger, attempt, e.GetType().Name);
            result = DispatchResult.Later;
        }
        await GrainFactory.GetGrain<ILetterGrain>(this.GetPrimaryKeyString()).Record(attempt, result);
    }

    private async Task<DispatchResult> Send(string tenant, Letter letter)
    {
        if (!(letter.Kind == LetterKind.CodeBySms ? sms.IsConfigured : mail.IsConfigured)) return DispatchResult.NotConfigured;
        if (letter.Kind == LetterKind.Alarm) return await SendAlarm(tenant, letter);
        if (letter.Kind == LetterKind.FormConfirmation) return await SendConfirmation(tenant, letter.About!);
        var account = GrainFactory.GetGrain<IAccountGrain>(TenantKey.Format(TenantKey.Platform, letter.AccountId));
        var user = await GrainFactory.GetGrain<IUserGrain>(TenantKey.Format(tenant, letter.UserId)).Get();
        if (user is not { IsActive: true } || await account.Get() is not { IsActive: true } view) return DispatchResult.Refused;
        if (letter.Kind is LetterKind.Code or LetterKind.CodeBySms) return await SendCode(tenant, letter, account, view, user);
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        var (kind, life, page) = letter.Kind switch
        {
            LetterKind.Invitation => (TicketKind.Invitation, TimeSpan.FromDays(7), "accept-invitation"),
            _ => (TicketKind.Reset, TimeSpan.FromMinutes(30), "reset-password"),
        };
        var kept = await account.Issue(kind, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret))), life);
        if (!kept.Accepted) return DispatchResult.Refused;
        var link = $"{options.Value.PublicUrl.TrimEnd('/')}/{page}?token={LetterLinks.Make(letter.AccountId, secret)}";
        return await Send(tenant, letter.Kind, user, view.Email, link);
    }

    private async Task<DispatchResult> SendAlarm(string tenant, Letter letter) =>
        await GrainFactory.GetGrain<IUserGrain>(TenantKey.Format(tenant, letter.UserId)).Get() is { IsActive: true } user
            ? await Send(tenant, letter.Kind, user, user.Email, $"{options.Value.PublicUrl.TrimEnd('/')}/inbox/{letter.About}")
            : DispatchResult.Refused;

    private async Task<DispatchResult> SendConfirmation(string tenant, string consentId)
    {
        if (await GrainFactory.GetGrain<IFormConsentGrain>(TenantKey.Format(tenant, consentId)).Get() is not { ConfirmedAt: null, Request: var asked })
            return DispatchResult.Refused;
        var link = FormConsentLinks.Make(secrets, options.Value.PublicUrl, tenant, consentId, asked.FormKey);
        // Nothing that the visitor typed stands in it: a form must not carry anybody's words to anybody's address.
        var (subject, text) = LetterTexts.Of(
            LetterKind.FormConfirmation, asked.Language, asked.Consent.Text, (await tenants.Get(tenant))?.CompanyName ?? "", link);
        return await mail.Send(new MailMessage(asked.Email, "", subject, text, asked.Language), CancellationToken.None);
    }

    private async Task<DispatchResult> Send(string tenant, LetterKind kind, UserView user, string address, string link)
    {
        var company = (await tenants.Get(tenant))?.CompanyName ?? "";
        var (subject, text) = LetterTexts.Of(kind, user.Language, user.FullName, company, link);
        return await mail.Send(new MailMessage(address, user.FullName, subject, text, user.Language), CancellationToken.None);
    }

    private async Task<DispatchResult> SendCode(string tenant, Letter letter, IAccountGrain account, AccountView view, UserView user)
    {
        var code = OneTimeCodes.New();
        if (letter.Challenge is not { } challenge || await account.IssueCode(challenge, OneTimeCodes.Hash(secrets, challenge, code)) is not { } target)
            return DispatchResult.Refused;
        var company = (await tenants.Get(tenant))?.CompanyName ?? "";
        var (subject, text) = LetterTexts.Of(letter.Kind, user.Language, user.FullName, company, code);
        return letter.Kind == LetterKind.CodeBySms
            ? await sms.Send(target, text, CancellationToken.None)
            : await mail.Send(new MailMessage(view.Email, user.FullName, subject, text, user.Language), CancellationToken.None);
    }

    [LoggerMessage(1, LogLevel.Warning, "A letter could not be sent (attempt {Attempt}, {Kind}); its timer tries again.")]
    private static partial void AttemptFailed(ILogger logger, int attempt, string kind);
}

/// <summary>Where links in letters lead. Section <c>SalesFlow</c>.</summary>
public sealed class LetterOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "SalesFlow";

    /// <summary>The address under which people open the product, <c>http://localhost:8080</c> unless set.</summary>
    public string PublicUrl { get; set; } = "http://localhost:8080";
}
