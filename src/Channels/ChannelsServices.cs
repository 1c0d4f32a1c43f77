using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SalesFlow.Channels.Documents;
using SalesFlow.Channels.Mail;
using SalesFlow.Channels.Security;
using SalesFlow.Channels.Sms;
using SalesFlow.Channels.Webhooks;
using SalesFlow.Channels.WhatsApp;
using SalesFlow.Templates;
using SalesFlow.Knowledge;
using SalesFlow.Webhooks;

namespace SalesFlow.Channels;

/// <summary>Registers the channels.</summary>
public static class ChannelsServices
{
    /// <summary>The name of the HTTP client that sends to WhatsApp.</summary>
    public const string WhatsAppClient = "whatsapp";

    /// <summary>
    /// Adds <see cref="IMessageChannel"/> (WhatsApp Cloud API, section <c>WhatsApp</c>), <see cref="IMailChannel"/> (<c>Smtp</c>),
    /// <see cref="ISmsChannel"/> (<c>Sms</c>) and <see cref="ISecretProtector"/> (key from <c>SalesFlow:Auth:SigningKey</c>, read when it is first
    /// needed).
    /// </summary>
    public static IServiceCollection AddSalesFlowChannels(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddMetrics();
        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<WhatsAppOptions>().Bind(configuration.GetSection(WhatsAppOptions.Section)).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<WhatsAppOptions>, WhatsAppOptionsValidator>());
        services.TryAddSingleton<ISecretProtector>(_ => new SecretProtector(configuration["SalesFlow:Auth:SigningKey"]));
        services.AddOptions<WebhookOptions>().Bind(configuration.GetSection(WebhookOptions.Section))
            .Validate(o => o.Timeout >= TimeSpan.FromSeconds(1) && o.Timeout <= TimeSpan.FromSeconds(60), "SalesFlow:Webhooks:Timeout must be between 1 and 60 seconds.")
            .ValidateOnStart();
        services.TryAddSingleton<IWebhookSender, WebhookSender>();
        services.TryAddSingleton<IWebhookAddresses, WebhookAddresses>();
        services.TryAddSingleton<IDocumentReader, DocumentReader>();
        services.AddOptions<SmtpOptions>().Bind(configuration.GetSection(SmtpOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<SmtpOptions>>(new Validator<SmtpOptions>(o => o.Problem()));
        services.TryAddSingleton<IMailChannel, SmtpMail>();
        services.AddOptions<SmsOptions>().Bind(configuration.GetSection(SmsOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<SmsOptions>>(new Validator<SmsOptions>(o => o.Problem()));
        // The key travels in the body: a redirect would carry it elsewhere.
        services.AddHttpClient(UnifonicSms.Client)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }).RemoveAllLoggers();
        services.TryAddSingleton<ISmsChannel, UnifonicSms>();
        services.TryAddSingleton<WhatsAppMetrics>();
        services.AddHttpClient(WhatsAppClient)
            // The client lives as long as the program; the pool's own lifetime follows changes of DNS.
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(s => Handler(s.GetRequiredService<IOptions<WhatsAppOptions>>().Value))
            .RemoveAllLoggers();
        services.TryAddSingleton<IMessageTemplates>(s =>
        {
            var http = s.GetRequiredService<IHttpClientFactory>().CreateClient(WhatsAppClient);
            http.Timeout = Timeout.InfiniteTimeSpan; // each question carries its own limit
            return new WhatsAppTemplates(
                http, s.GetRequiredService<ISecretProtector>(), s.GetRequiredService<TimeProvider>(), s.GetRequiredService<IOptions<WhatsAppOptions>>());
        });
        services.TryAddSingleton<ITemplateChannel>(s =>
        {
            var http = s.GetRequiredService<IHttpClientFactory>().CreateClient(WhatsAppClient);
            http.Timeout = Timeout.InfiniteTimeSpan; // each call carries its own limit
            return new WhatsAppTemplateManager(
                http, s.GetRequiredService<ISecretProtector>(), s.GetRequiredService<TimeProvider>(), s.GetRequiredService<IOptions<WhatsAppOptions>>());
        });
        services.TryAddSingleton<IMediaChannel>(s =>
        {
            var http = s.GetRequiredService<IHttpClientFactory>().CreateClient(WhatsAppClient);
            http.Timeout = Timeout.InfiniteTimeSpan; // each transfer carries its own limit
            return new WhatsAppMedia(
                http, s.GetRequiredService<ISecretProtector>(), s.GetRequiredService<TimeProvider>(), s.GetRequiredService<IOptions<WhatsAppOptions>>());
        });
        services.TryAddSingleton<IMessageChannel>(s =>
        {
            var http = s.GetRequiredService<IHttpClientFactory>().CreateClient(WhatsAppClient);
            http.Timeout = Timeout.InfiniteTimeSpan; // each attempt carries its own limit
            return new WhatsAppChannel(
                http, s.GetRequiredService<ISecretProtector>(), s.GetRequiredService<WhatsAppMetrics>(), s.GetRequiredService<TimeProvider>(),
                s.GetRequiredService<IOptions<WhatsAppOptions>>(), s.GetRequiredService<ILogger<WhatsAppChannel>>());
        });
        return services;
    }

    private sealed class Validator<TOptions>(Func<TOptions, string?> problem) : IValidateOptions<TOptions> where TOptions : class
    {
        public ValidateOptionsResult Validate(string? name, TOptions options) =>
            problem(options) is { } wrong ? ValidateOptionsResult.Fail(wrong) : ValidateOptionsResult.Success;
    }

    private static SocketsHttpHandler Handler(WhatsAppOptions options) => new()
    {
        ConnectTimeout = options.ConnectTimeout,
        MaxConnectionsPerServer = options.MaxConnections,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(45),
        AutomaticDecompression = DecompressionMethods.None,
        AllowAutoRedirect = false,
        UseCookies = false,
        // Trace headers are of no use to Meta, and writing them costs.
        ActivityHeadersPropagator = null,
    };
}
