<#import "template.ftl" as layout>
<#-- Stands in for the redirect to urn:ietf:wg:oauth:2.0:oob and :auto. The title is set by the provider. -->
<#-- Isolated, so that a name in the other direction turns nothing around it. -->
<#assign clientName = "\x2068" + outOfBand.clientName + "\x2069">
<#-- A theme may have languages that these messages do not. -->
<#assign language = msg("outOfBandLanguage")>
<#-- Of Keycloak's themes, the newer one has a main landmark around the page, and the older one has none. -->
<#assign element = properties.kcLoginMain???then("div", "main")>
<#assign direction = language?starts_with("ar")?then("rtl", "ltr")>
<#-- What Keycloak says of a page that is loaded again, and of a sign-in that is over: nobody has refused anything. -->
<#assign again = outOfBand.error == "temporarily_unavailable">
<#macro code>
    <div class="oob-code">
        <label for="oob-code" class="oob-label">${msg("outOfBandCode")}</label>
        <textarea id="oob-code" class="oob-value" rows="5" readonly dir="ltr" spellcheck="false" autocomplete="off" translate="no" aria-describedby="oob-text oob-validity"<#if !outOfBand.auto> autofocus</#if>>${outOfBand.code}</textarea>
        <#-- Shown by the script: without it, it could not copy. -->
        <button type="button" id="oob-copy" class="${properties.kcButtonClass!} ${properties.kcButtonPrimaryClass!} ${properties.kcButtonBlockClass!} oob-copy" hidden
                data-copied="${msg("outOfBandCopied")}" data-failed="${msg("outOfBandCopyFailed")}">${msg("outOfBandCopy")}</button>
        <p id="oob-status" class="oob-status" role="status"></p>
        <p id="oob-validity" class="oob-validity">${msg(outOfBand.lifetimeUnit, outOfBand.lifetime)}</p>
    </div>
    <p class="oob-warning"><strong>${msg("outOfBandWarningTitle")}</strong> ${msg("outOfBandWarning", clientName)}</p>
</#macro>
<@layout.registrationLayout displayMessage=false; section>
    <#if section = "header">
        <span lang="${language}" dir="${direction}"><#if again>${msg("outOfBandAgainTitle")}<#elseif outOfBand.error?has_content>${msg("outOfBandErrorTitle")}<#elseif outOfBand.auto>${msg("outOfBandAutoTitle")}<#else>${msg("outOfBandTitle")}</#if></span>
    <#elseif section = "form">
        <link href="${url.resourcesPath}/out-of-band/page.css" rel="stylesheet">
        <${element} id="oob" class="oob" lang="${language}" dir="${direction}"<#if (darkMode!false) && properties.kcDarkModeClass??> data-dark-mode-class="${properties.kcDarkModeClass}"</#if>>
            <script src="${url.resourcesPath}/out-of-band/page.js"></script>
            <#if outOfBand.error?has_content>
                <#assign reason = "outOfBandError_" + outOfBand.error>
                <#assign text = msg(reason)>
                <p class="oob-text"><#if text == reason>${msg("outOfBandErrorOther")}<#else>${text}</#if></p>
                <p class="oob-text">${msg(again?then("outOfBandAgainNext", "outOfBandErrorNext"), clientName)}</p>
                <p class="oob-detail" dir="ltr" lang="en"><code>${outOfBand.error}</code><#if outOfBand.hint?has_content> ${outOfBand.hint}</#if></p>
            <#elseif outOfBand.auto>
                <p id="oob-text" class="oob-text">${msg("outOfBandAutoText", clientName)}</p>
                <details class="oob-details">
                    <summary>${msg("outOfBandAutoCode", clientName)}</summary>
                    <@code/>
                </details>
            <#else>
                <p id="oob-text" class="oob-text">${msg("outOfBandText", clientName)}</p>
                <@code/>
            </#if>
        </${element}>
    </#if>
</@layout.registrationLayout>
